import { callbacksToV2 } from './client-callbacks.js';
import { lifetimeToV2 } from './client-update-to-v2.js';
import { asJsonObject, type JsonObject } from '../../syntax/json-object.js';

/**
 * v1's POST client as v2's, with only the fields that v1 clients could set: v2 refuses unknown keys, v1 ignored them.
 *
 * @param input the v1 body
 * @returns the body of `POST /api/v2/clients`
 * @throws GatewayError `input-invalid` when the lifetime is not a whole number
 */
export function clientCreateToV2(input: unknown): JsonObject {
  const { name, jwtConfiguration, ...body } = asJsonObject(input);
  const callbacks = callbacksToV2(body);
  const lifetime = lifetimeToV2(jwtConfiguration);
  return {
    name,
    ...(callbacks === undefined ? {} : { callbacks }),
    ...(lifetime === undefined ? {} : { jwt_configuration: { lifetime_in_seconds: lifetime } }),
  };
}
