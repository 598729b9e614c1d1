import type { IncomingHttpHeaders } from 'node:http';
import { percentDecoded } from './percent-decoded.js';

interface Credentials {
  readonly client_id: string;
  readonly client_secret: string;
}

/**
 * The fields of a token request, with the client's id and secret from `Authorization: Basic` (RFC 6749 section 2.3.1)
 * where the body has no secret: general OAuth 2 clients, Go's `x/oauth2` and Spring's, send them there. Any other
 * Authorization is ignored: ruby 4.13 leaves its old one on.
 */
export function withBasicCredentials(
  fields: Record<string, unknown>,
  { authorization }: IncomingHttpHeaders,
): Record<string, unknown> {
  if (fields['client_secret'] !== undefined) return fields;
  const found = readBasic(authorization);
  return found === undefined ? fields : { ...found, ...fields, client_secret: found.client_secret };
}

function readBasic(authorization = ''): Credentials | undefined {
  const encoded = /^basic +([A-Za-z0-9+/_-]+={0,2}) *$/i.exec(authorization)?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 0) return undefined;
  // Newer clients form-encode both, older ones (Go until 2018) do not; a plus stays a plus, as in base64.
  return {
    client_id: percentDecoded(text.slice(0, colon)),
    client_secret: percentDecoded(text.slice(colon + 1)),
  };
}
