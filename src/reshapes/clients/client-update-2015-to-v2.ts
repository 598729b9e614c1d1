import { encodingToV2 } from './client-create-2015-to-v2.js';
import { changesOf, refuseOtherKey } from './client-update-to-v2.js';
import { asJsonObject, type JsonObject } from '../../syntax/json-object.js';

/**
 * v1's PUT or PATCH client as the PATCH of v2 of 2015, which still took `secret_encoded` (facts: section 2). It is
 * sent with a new lifetime too, because a PATCH of the lifetime alone might reset it and so change the meaning of the
 * secret.
 *
 * @param input `{ client, body }`: the v2 client, and the v1 body
 * @returns the body of `PATCH /api/v2/clients/{id}`
 * @throws GatewayError `gone` for another signing key; `input-invalid` when the lifetime is not a whole number
 */
export function clientUpdate2015ToV2(input: unknown): JsonObject {
  const { client: current, body: sent } = asJsonObject(input);
  const client = asJsonObject(current);
  const body = asJsonObject(sent);
  refuseOtherKey(body, client, 'each client keeps the one that the tenant has made for it.');
  return changesOf(body, client, {
    jwt: asJsonObject(client['jwt_configuration']),
    change: encodingToV2(body),
  });
}
