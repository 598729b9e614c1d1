import { hash, timingSafeEqual } from 'node:crypto';
import type { FindCredentials } from './caller.js';
import type { Credentials } from './credentials.js';

/** One row of the clients file. */
export interface LegacyClient {
  clientId: string;
  clientSecret?: string;
  /** SHA-256 of the secret in hexadecimal, for a file that holds no secrets. */
  clientSecretSha256?: string;
  kind: 'global' | 'app';
  upstreamClientId?: string;
  upstreamClientSecret?: string;
}

/**
 * Compares digests, so that time tells nothing about the secret or its length. A client without a secret has no
 * way in.
 */
export function isSecretOf({ clientSecret, clientSecretSha256 }: LegacyClient, secret: string): boolean {
  const given = digest(secret);
  if (isGiven(clientSecret)) return timingSafeEqual(given, digest(clientSecret));
  const expected = Buffer.from(clientSecretSha256 ?? '', 'hex');
  return expected.length === given.length && timingSafeEqual(given, expected);
}

/** What v2 is called with for this client; undefined where only the secret of the token request itself is left. */
export function upstreamCredentials(
  client: LegacyClient | undefined,
  service: Credentials | undefined,
): Credentials | undefined {
  return delegatedCredentials(client, service) ?? ownCredentials(client);
}

/** The client's own, where the clients file holds its secret as it is. */
function ownCredentials({ clientId, clientSecret }: Partial<LegacyClient> = {}): Credentials | undefined {
  return isGiven(clientId) && isGiven(clientSecret) ? { clientId, clientSecret } : undefined;
}

/**
 * Finds the id and secret of a client: of the one named, or where none is, of the one who asks.
 *
 * @param asking absent for who has not proven to be any client
 */
export function credentialFinder(
  clients: () => readonly LegacyClient[] | undefined,
  asking?: { readonly clientId: string; readonly own?: Credentials | undefined },
): FindCredentials {
  return (wanted = asking?.clientId) => {
    if (asking?.own !== undefined && asking.clientId === wanted) return asking.own;
    return ownCredentials(clients()?.find(({ clientId }) => clientId === wanted));
  };
}

/** What the operator has given holdover to call v2 with in a client's stead. */
export function delegatedCredentials(
  { upstreamClientId, upstreamClientSecret }: Partial<LegacyClient> = {},
  service: Credentials | undefined,
): Credentials | undefined {
  if (isGiven(upstreamClientId) && isGiven(upstreamClientSecret)) {
    return { clientId: upstreamClientId, clientSecret: upstreamClientSecret };
  }
  return service;
}

/** The tenant's client that the file names in this one's place; the service client is nobody's. */
export function standInOf(client: LegacyClient | undefined): string | undefined {
  return delegatedCredentials(client, undefined)?.clientId;
}

function isGiven(text: string | undefined): text is string {
  return text !== undefined && text !== '';
}

function digest(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}
