import { hash } from 'node:crypto';
import { asJsonObject, type JsonObject } from '../../syntax/json-object.js';
import type { ReshapeContext } from '../reshape.js';

/** v2 requires a device id of up to 36 hexadecimal digits. v1 identified devices by name only. */
const idLength = 32;

/**
 * v1's public key of a device as a device credential of v2 in 2015. A client has to name the user; an id_token
 * implies it.
 *
 * @param input `{ user_id, device, public_key }`
 */
export function publicKeyToV2(input: unknown, { caller }: ReshapeContext): JsonObject {
  const { user_id, device, public_key } = asJsonObject(input);
  return {
    type: 'public_key',
    device_name: device,
    device_id: hash('sha256', String(device)).slice(0, idLength),
    value: public_key,
    ...(caller.kind === 'user' ? {} : { user_id }),
  };
}
