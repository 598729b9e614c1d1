import { GatewayError } from '../errors/gateway-error.js';
import type { SealedSubject } from './caller.js';
import { tokenRefused, type Refused } from './grant.js';
import { isSecretOf, upstreamCredentials, type LegacyClient } from './legacy-client.js';
import type { Credentials } from './credentials.js';
import type { UpstreamTokens } from './upstream-tokens.js';

export interface ClientDirectory {
  readonly clients: readonly LegacyClient[] | undefined;
  readonly service: Credentials | undefined;
  readonly upstreamTokens: UpstreamTokens;
}

/**
 * Checks a client's credentials against the clients file, without asking the tenant, or else against the tenant.
 *
 * @throws GatewayError `client-unknown`, `client-secret-wrong`, `upstream-token-refused`, and what the exchange
 *   throws
 */
export function admit(
  credentials: Credentials,
  door: ClientDirectory,
): Promise<SealedSubject> | SealedSubject {
  return door.clients === undefined
    ? admitByTenant(credentials, door)
    : admitByFile(credentials, door.clients, door);
}

function admitByFile(
  { clientId, clientSecret }: Credentials,
  clients: readonly LegacyClient[],
  { service }: ClientDirectory,
): SealedSubject {
  const client = clients.find((candidate) => candidate.clientId === clientId);
  if (client === undefined) throw new GatewayError('client-unknown');
  if (!isSecretOf(client, clientSecret)) throw new GatewayError('client-secret-wrong');
  const secret = upstreamCredentials(client, service) === undefined ? clientSecret : undefined;
  return { clientId, kind: client.kind, secret };
}

async function admitByTenant(
  credentials: Credentials,
  { upstreamTokens }: ClientDirectory,
): Promise<SealedSubject> {
  const grant = await upstreamTokens.grantFor(credentials);
  if (grant.kind === 'refused') throw notAdmitted(grant);
  // App clients and the global one look alike here: v1's own 401 for app clients needs the clients file.
  return { clientId: credentials.clientId, kind: 'global', secret: credentials.clientSecret };
}

/**
 * Auth0 answers 401 `access_denied` for an unknown client and for a wrong secret alike, and 403 `access_denied` for a
 * right secret without a grant. Facts: v2 section 3b.
 */
function notAdmitted(refused: Refused): GatewayError {
  const { status, word, reason } = refused;
  const details = { upstreamStatus: status, upstreamCode: word };
  if (reason === 'client-unknown') return new GatewayError('client-unknown', details);
  if (status === 401) return new GatewayError('client-secret-wrong', details);
  return tokenRefused(refused);
}
