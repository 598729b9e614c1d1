import { clientCreateToV2 } from './client-create-to-v2.js';
import { asJsonObject, type JsonObject } from '../../syntax/json-object.js';

/**
 * v1's POST client as the body for v2 of 2015, which still took `secret_encoded` (facts: section 2). It is sent only
 * if v1's body says how the secret is to be encoded.
 *
 * @param input the v1 body
 * @returns the body of `POST /api/v2/clients`
 * @throws GatewayError `input-invalid` when the lifetime is not a whole number
 */
export function clientCreate2015ToV2(input: unknown): JsonObject {
  const client = clientCreateToV2(input);
  const jwt = { ...asJsonObject(client['jwt_configuration']), ...encodingToV2(asJsonObject(input)) };
  return Object.keys(jwt).length === 0 ? client : { ...client, jwt_configuration: jwt };
}

/** v2's `secret_encoded`, the opposite of v1's `secretNotEncoded`, if that was sent. */
export function encodingToV2({ jwtConfiguration }: JsonObject): JsonObject {
  const { secretNotEncoded } = asJsonObject(jwtConfiguration);
  return typeof secretNotEncoded === 'boolean' ? { secret_encoded: !secretNotEncoded } : {};
}
