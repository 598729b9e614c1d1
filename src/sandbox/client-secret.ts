import type { JsonObject } from './json-value.js';
import { objectAt, textAt } from './json-value.js';

/** The key of a client's HS256 tokens: its secret, decoded if `secret_encoded` says that it is base64url. */
export function secretBytes(client: JsonObject): Uint8Array {
  const { secret_encoded } = objectAt(client, 'jwt_configuration') ?? {};
  return Buffer.from(textAt(client, 'client_secret') ?? '', secret_encoded === true ? 'base64url' : 'utf8');
}
