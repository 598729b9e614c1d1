import { GatewayError } from '../errors/gateway-error.js';
import type { Caller, CallerBearer } from './caller.js';
import { keysFor, verifyIdToken, type IdToken } from './id-token.js';
import type { Jwt } from './jwt.js';
import { keptBearer, type BearerKeeper } from './kept-bearer.js';
import { KeySet, type ReadKeySet } from './key-set.js';
import { delegatedCredentials, credentialFinder, type LegacyClient } from './legacy-client.js';
import { OpenedCache, type TokenNeeded } from './opened-cache.js';
import { ownBearer } from './own-bearer.js';
import type { Revocations } from './revocations.js';
import type { Credentials } from './credentials.js';
import type { UpstreamTokens } from './upstream-tokens.js';

/** How id_tokens are verified and used. */
export interface IdTokenOptions {
  /** Accepted values of `iss`: base URLs of the tenant, with a slash at the end. */
  readonly issuers: readonly string[];
  readonly readKeySet: ReadKeySet;
  /** v2 accepts the id_token itself, as in 2015; today calls are made with a service token. Default false. */
  readonly passedOn?: boolean;
}

export interface UserCallersOptions extends IdTokenOptions {
  readonly clients: () => readonly LegacyClient[] | undefined;
  readonly service: () => Credentials | undefined;
  readonly upstreamTokens: UpstreamTokens;
  readonly revocations: Pick<Revocations, 'covers'>;
  readonly tokenNeeded: TokenNeeded;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

interface OpenedIdToken extends BearerKeeper {
  readonly idToken: IdToken;
  readonly own: CallerBearer;
}

/** Scopes of an id_token where v2 accepts it (seed). */
const idTokenScopes: ReadonlySet<string> = new Set([
  'read:current_user',
  'update:current_user_identities',
  'create:current_user_metadata',
  'update:current_user_metadata',
  'delete:current_user_metadata',
  'create:current_user_device_credentials',
  'delete:current_user_device_credentials',
]);
const ofIdToken = { clientId: undefined, scopes: idTokenScopes };

/**
 * Makes callers from id_tokens. The token must be for a client of the clients file; v2 is called with the service
 * credentials or the client's upstream ones.
 *
 * @returns rejects with GatewayError `token-invalid`, `token-expired`, and what reading the key set throws
 */
export function createUserCallers(options: UserCallersOptions): (jwt: Jwt) => Promise<Caller> {
  const { clients, readKeySet, now } = options;
  const keySet = new KeySet({ read: readKeySet, now });
  const cache = new OpenedCache<OpenedIdToken>(now);
  return async (jwt) => {
    const client = audienceOf(jwt, clients());
    const keys = await keysFor(jwt, client, keySet);
    // The cache key includes the keys: after a key change a token is verified again.
    const name = `${keys.print} ${jwt.text}`;
    let opened = cache.get(name);
    options.tokenNeeded('id_token', opened !== undefined);
    if (opened === undefined) {
      const expected = { keys, issuers: options.issuers, clientId: client.clientId, now: now() };
      const idToken = await verifyIdToken(jwt, expected);
      opened = cache.keep(name, {
        opened: { idToken, own: ownBearer(jwt.text, ofIdToken) },
        until: idToken.expiresAt,
      });
    }
    const { id: jti, issuedAt: iat } = opened.idToken;
    if (options.revocations.covers({ sub: client.clientId, iat, jti }))
      throw new GatewayError('token-invalid');
    return callerOf(opened, client, options);
  };
}

/** The client of the token's only audience. */
function audienceOf({ audiences }: Jwt, listed: readonly LegacyClient[] | undefined): LegacyClient {
  if (listed === undefined) {
    const message = 'An id_token is taken only by a holdover that has a clients file.';
    throw new GatewayError('token-invalid', { message });
  }
  const [audience, another] = audiences;
  const client = listed.find(({ clientId }) => clientId === audience);
  if (client === undefined || another !== undefined) throw new GatewayError('token-invalid');
  return client;
}

function callerOf(opened: OpenedIdToken, client: LegacyClient, options: UserCallersOptions): Caller {
  const known = {
    kind: 'user',
    clientId: client.clientId,
    userId: opened.idToken.userId,
    credentials: credentialFinder(options.clients, { clientId: client.clientId }),
  } as const;
  const service = serviceBearer(opened, client, options);
  if (options.passedOn !== true) return { ...known, bearer: service };
  const fallback = service && { own: idTokenScopes, bearer: service };
  return { ...known, bearer: opened.own, fallback };
}

/** Never uses the client's own credentials: a user must not act with all rights of an application. */
function serviceBearer(
  opened: OpenedIdToken,
  client: LegacyClient,
  { service, upstreamTokens }: UserCallersOptions,
): CallerBearer | undefined {
  const credentials = delegatedCredentials(client, service());
  return credentials && keptBearer(opened, credentials, upstreamTokens);
}
