import { asJsonObject } from './json-object.js';

/**
 * Whether the secret of a new client is plain in v2 where v1 would have made a Base64 encoded one: nobody has said how it
 * shall be, and v1's clients decoded their secrets before they checked an id_token.
 *
 * @param input `{ asked?, made }`: v1's `secretNotEncoded` and the new v2 client
 */
export function hasPlainSecret(input: unknown): boolean {
  const { asked, made } = asJsonObject(input);
  const { secret_encoded: encoded } = asJsonObject(asJsonObject(made)['jwt_configuration']);
  return typeof asked !== 'boolean' && encoded === false;
}
