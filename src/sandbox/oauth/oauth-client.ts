import type { ClientRecord } from '../client-store.js';
import { textAt, textsAt } from '../json-value.js';
import type { JsonObject } from '../json-value.js';
import { OAuthError } from './oauth-error.js';
import type { Tenant } from '../tenant.js';

/** The client credentials of a request, from the body or from HTTP Basic. */
export interface ClientCredentials {
  readonly clientId: string | undefined;
  readonly secret: string | undefined;
}

/** Reads `client_id` and `client_secret` from the body, or from a Basic header if the body has none. */
export function clientCredentials(body: JsonObject, authorization: string | undefined): ClientCredentials {
  const encoded = /^Basic (.+)$/i.exec(authorization ?? '')?.[1];
  const [id, secret] = Buffer.from(encoded ?? '', 'base64')
    .toString()
    .split(':');
  return {
    clientId: textAt(body, 'client_id') ?? (id === '' ? undefined : id),
    secret: textAt(body, 'client_secret') ?? secret,
  };
}

/**
 * Authenticates the client. Only a `trusting` grant accepts a request without a secret (password grants of public
 * clients).
 *
 * @throws OAuthError 400 without an id, 401 `access_denied` for an unknown client or a wrong secret
 */
export function provenClient(
  tenant: Tenant,
  credentials: ClientCredentials,
  trusting: boolean,
): ClientRecord {
  const { clientId, secret } = credentials;
  if (clientId === undefined)
    throw new OAuthError(400, 'invalid_request', 'Missing required parameter: client_id');
  const client = tenant.clients.get(clientId);
  const proven = secret === undefined ? trusting : tenant.clients.secretIs(clientId, secret);
  if (client === undefined || !proven) throw new OAuthError(401, 'access_denied', 'Unauthorized');
  return client;
}

/** @throws OAuthError 403 `unauthorized_client` if the client's grant types lack this one */
export function checkGrantType(client: ClientRecord, grantType: string): void {
  if (textsAt(client.body, 'grant_types').includes(grantType)) return;
  throw new OAuthError(403, 'unauthorized_client', `Grant type '${grantType}' not allowed for the client.`);
}
