import { GatewayError } from '../../errors/gateway-error.js';
import { isJsonObject, type JsonObject } from '../../syntax/json-object.js';

/**
 * The metadata bag that a v1 client sent.
 *
 * @throws GatewayError `input-invalid` for anything but a JSON object: an absent body must not empty the bag
 */
export function metadataInput(value: unknown): JsonObject {
  if (isJsonObject(value)) return value;
  throw new GatewayError('input-invalid', { message: 'The metadata must be a JSON object.' });
}
