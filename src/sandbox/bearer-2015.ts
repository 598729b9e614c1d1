import { idTokenScopes, splitOffLater } from './api-scopes.js';
import { believed, jwtIn, unauthorized } from './bearer.js';
import { secretBytes } from './client-secret.js';
import type { ClientRecord } from './client-store.js';
import { readIdToken } from './id-token.js';
import { isJsonObject, textsAt } from './json-value.js';
import type { ApiCaller, World } from './operation.js';

/**
 * Reads the Authorization header as v2 did in 2015: either a JWT that the caller signed with the secret of the
 * tenant's global client, `{"aud":"<global client id>","scopes":{"users":{"actions":["read"]}}}`, or an id_token
 * of any client.
 *
 * @throws V2Error 400 or 401 as `readBearer`; 401 for an API token signed by another client
 */
export async function readBearer2015(header: string | undefined, world: World): Promise<ApiCaller> {
  const token = jwtIn(header);
  const { aud, scopes } = world.issuer.claimsOf(token) ?? {};
  const client = typeof aud === 'string' ? world.tenant.clients.get(aud) : undefined;
  if (client === undefined) throw unauthorized('Invalid token');
  return scopes === undefined ? readUser(token, client, world) : readMachine(token, client, world);
}

async function readMachine(token: string, client: ClientRecord, { issuer }: World): Promise<ApiCaller> {
  const claims = believed(await issuer.readWithSecret(token, secretBytes(client.body)));
  if (client.body['global'] !== true) throw unauthorized('Client is not global.');
  const scopes = scopesIn(claims['scopes']);
  const later = scopes.flatMap((scope) => splitOffLater.get(scope) ?? []);
  return { subject: '', clientId: client.clientId, scopes: new Set([...scopes, ...later]) };
}

async function readUser(token: string, { clientId }: ClientRecord, world: World): Promise<ApiCaller> {
  const { sub } = believed(await readIdToken(token, world));
  if (sub === undefined) throw unauthorized('Invalid token');
  return { subject: sub, clientId, scopes: new Set(idTokenScopes) };
}

/** Turns `{"users":{"actions":["read"]}}` into `read:users`. */
function scopesIn(scopes: unknown): string[] {
  if (!isJsonObject(scopes)) return [];
  return Object.entries(scopes).flatMap(([entity, granted]) =>
    isJsonObject(granted) ? textsAt(granted, 'actions').map((action) => `${action}:${entity}`) : [],
  );
}
