import { hash, timingSafeEqual } from 'node:crypto';
import type { FindCredentials } from './caller.js';
import type { Credentials } from './credentials.js';

/** One row of the clients file. */
export interface LegacyClient {
  clientId: string;
  clientSecret?: string;
  /** SHA-256 of the secret in hexadecimal, for a file without secrets. */
  clientSecretSha256?: string;
  kind: 'global' | 'app';
  /** For reports. */
  name?: string;
  upstreamClientId?: string;
  upstreamClientSecret?: string;
}

/** Compares digests, so that timing reveals neither the secret nor its length. False for a client without a secret. */
export function isSecretOf({ clientSecret, clientSecretSha256 }: LegacyClient, secret: string): boolean {
  const given = digest(secret);
  if (isGiven(clientSecret)) return timingSafeEqual(given, digest(clientSecret));
  const expected = Buffer.from(clientSecretSha256 ?? '', 'hex');
  return expected.length === given.length && timingSafeEqual(given, expected);
}

/** The credentials for v2 calls of this client; undefined where only the secret of the token request is known. */
export function upstreamCredentials(
  client: LegacyClient | undefined,
  service: Credentials | undefined,
): Credentials | undefined {
  return delegatedCredentials(client, service) ?? ownCredentials(client);
}

/** The client's own credentials, if the clients file holds the plain secret. */
function ownCredentials({ clientId, clientSecret }: Partial<LegacyClient> = {}): Credentials | undefined {
  return isGiven(clientId) && isGiven(clientSecret) ? { clientId, clientSecret } : undefined;
}

/**
 * Finds id and secret of the named client, or by default of the asking one.
 *
 * @param asking absent for a caller that has not proven to be any client
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

/** The credentials that the operator has configured to call v2 on a client's behalf. */
export function delegatedCredentials(
  { upstreamClientId, upstreamClientSecret }: Partial<LegacyClient> = {},
  service: Credentials | undefined,
): Credentials | undefined {
  if (isGiven(upstreamClientId) && isGiven(upstreamClientSecret)) {
    return { clientId: upstreamClientId, clientSecret: upstreamClientSecret };
  }
  return service;
}

/** The tenant's client that the file maps this client to; the service client stands for no particular client. */
export function standInOf(client: LegacyClient | undefined): string | undefined {
  return delegatedCredentials(client, undefined)?.clientId;
}

function isGiven(text: string | undefined): text is string {
  return text !== undefined && text !== '';
}

function digest(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}
