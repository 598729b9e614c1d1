import { asJsonObject } from '../../syntax/json-object.js';

/**
 * Whether a new client has a plain secret in v2 where v1 would have made a Base64 encoded one, because the body did
 * not say which. v1 clients decoded their secrets before they verified an id_token.
 *
 * @param input `{ asked?, made }`: v1's `secretNotEncoded` and the new v2 client
 */
export function hasPlainSecret(input: unknown): boolean {
  const { asked, made } = asJsonObject(input);
  const { secret_encoded: encoded } = asJsonObject(asJsonObject(made)['jwt_configuration']);
  return typeof asked !== 'boolean' && encoded === false;
}
