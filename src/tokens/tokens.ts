import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { GatewayError } from '../errors/gateway-error.js';
import { createLocalState } from '../state/local-state.js';
import type { SharedState } from '../state/shared-state.js';
import { admit } from './admit.js';
import type { Caller, CallerBearer, Sealable } from './caller.js';
import type { Claims } from './claims.js';
import type { TokenExchange } from './grant.js';
import { createKeyRing, maxSealedLength } from './key-ring.js';
import { upstreamCredentials, type LegacyClient } from './legacy-client.js';
import { Revocations, type Revocation, type Revoked } from './revocations.js';
import { revoke, type RevocationOrder } from './revoke.js';
import { seal, unseal, type Sealer } from './sealing.js';
import { UpstreamTokens, type Credentials } from './upstream-tokens.js';

export interface TokensOptions {
  /** 32 bytes each: the first seals, all open. */
  readonly keys: readonly Uint8Array[];
  /** Lives of tokens and of links, in seconds. */
  readonly ttlS: number;
  readonly linkTtlS: number;
  /** Upstream base URL, sealed in and compared on opening. */
  readonly issuer: string;
  /** Audience of the v2 tokens. */
  readonly audience: string;
  /** The clients file as it is now; undefined without one: then the tenant proves the caller's own credentials. */
  readonly clients: () => readonly LegacyClient[] | undefined;
  /** Service credentials for v2. */
  readonly service: Credentials | undefined;
  readonly exchange: TokenExchange;
  /** Where revocations are told and learned. Default: this process alone. */
  readonly state?: SharedState;
  /** Milliseconds since the epoch. Default: the system's clock; for the lives of v2 tokens one that nobody sets. */
  readonly now?: () => number;
}

export interface Tokens {
  /**
   * @throws GatewayError `client-unknown`, `client-secret-wrong`, `request-malformed` (credentials too long),
   *   `upstream-token-refused`, `upstream-unreachable`, `upstream-timeout`, `upstream-unreadable`,
   *   `upstream-refused` (429 or 5xx at the tenant's token endpoint)
   */
  issue(credentials: Credentials): Promise<{ access_token: string; token_type: 'bearer' }>;
  /** @throws GatewayError `token-invalid`, `token-expired` */
  open(token: string): Promise<Caller>;
  anonymous(): Caller;
  /**
   * Seals the caller into a link that opens one target, `/path?query`, and nothing else.
   *
   * @throws GatewayError `token-missing` for a caller who brought no token
   */
  sealLink(caller: Caller, target: string): Promise<string>;
  /** @throws GatewayError `link-invalid`, `link-expired` */
  openLink(sealed: string, target: string): Promise<Caller>;
}

/** Tokens, with what the operator may do about them. */
export interface OperatedTokens extends Tokens {
  /**
   * Tokens that are refused from now on, and the links made from them.
   *
   * @throws GatewayError `input-invalid` for a token that is not from here, or where too many are revoked already
   */
  revoke(order: RevocationOrder): Promise<Revoked>;
  revocations(): readonly Revocation[];
}

/** A token or link once it is opened; `bearer` is kept for as long as the credentials stay the same. */
interface Opened {
  readonly claims: Claims;
  bearer?: { readonly credentials: Credentials; readonly source: CallerBearer };
}

interface Roster extends Pick<TokensOptions, 'clients' | 'service'> {
  readonly upstreamTokens: UpstreamTokens;
  readonly revocations: Revocations;
}

const openedKept = 5_000;

/** @throws Error for a missing key or one that is not 32 bytes long */
export function createTokens(options: TokensOptions): OperatedTokens {
  const { exchange, audience, issuer, clients, service, ttlS, linkTtlS, now = Date.now } = options;
  const revocations = new Revocations({ state: options.state ?? createLocalState(), now });
  const sealer: Sealer = { ring: createKeyRing(options.keys), issuer, now, revocations };
  // `expires_in` counts from now on: setting the clock shortens or prolongs nothing.
  const upstreamTokens = new UpstreamTokens({
    exchange,
    audience,
    now: options.now ?? (() => performance.now()),
  });
  const roster: Roster = { clients, service, upstreamTokens, revocations };
  const openToken = createOpener(sealer);
  const anonymous: Caller = {
    kind: 'anonymous',
    clientId: '',
    bearer: service === undefined ? undefined : upstreamTokens.bearerFor(service),
  };
  return {
    async issue(credentials) {
      const admitted = await admit(credentials, { clients: clients(), service, upstreamTokens });
      return { access_token: await seal(admitted, { use: 'token', ttlS }, sealer), token_type: 'bearer' };
    },
    async open(token) {
      return callerOf(await openToken(token), roster);
    },
    anonymous: () => anonymous,
    async sealLink(caller, target) {
      if (caller.session === undefined) throw new GatewayError('token-missing');
      return seal(caller.session(), { use: 'link', ttlS: linkTtlS, target }, sealer);
    },
    async openLink(sealed, target) {
      return callerOf({ claims: await unseal(sealed, { use: 'link', target }, sealer) }, roster);
    },
    revoke: (order) => revoke(order, { revocations, sealer }),
    revocations: () => revocations.list(),
  };
}

/** Opens tokens, and remembers them by their hash until they expire: jose takes a hundred times as long. */
function createOpener(sealer: Sealer): (token: string) => Promise<Opened> {
  const { now } = sealer;
  const cache = new LRUCache<string, Opened>({ max: openedKept });
  return async (token) => {
    if (token.length > maxSealedLength) throw new GatewayError('token-invalid');
    const key = hash('sha256', token, 'base64url');
    const known = cache.get(key);
    if (known !== undefined && now() < known.claims.exp * 1000) return known;
    cache.delete(key);
    const opened: Opened = { claims: await unseal(token, { use: 'token' }, sealer) };
    cache.set(key, opened);
    return opened;
  };
}

/**
 * The revocations and the clients file decide at every opening: who is no longer in the file has lost access, and
 * `kind` is what it says now.
 */
function callerOf(opened: Opened, { clients, service, upstreamTokens, revocations }: Roster): Caller {
  const { use, sub: clientId, kind, secret, jti, iat } = opened.claims;
  if (revocations.covers(opened.claims)) throw new GatewayError(`${use}-invalid`);
  const listed = clients();
  const client = listed?.find((candidate) => candidate.clientId === clientId);
  if (listed !== undefined && client === undefined) throw new GatewayError(`${use}-invalid`);
  const own = secret === undefined ? undefined : { clientId, clientSecret: secret };
  // Without a clients file the tenant alone has vouched for this client: it acts with its own rights, no more.
  const credentials = listed === undefined ? own : (upstreamCredentials(client, service) ?? own);
  // What this token relied on is configured no longer; a new token will hold the client's own secret.
  if (credentials === undefined) throw new GatewayError(`${use}-invalid`);
  const session: Sealable = {
    clientId,
    kind: client?.kind ?? kind,
    secret,
    token: { id: jti, issuedAt: iat },
  };
  return {
    kind: session.kind,
    clientId,
    bearer: bearerOf(opened, credentials, upstreamTokens),
    session: () => session,
  };
}

function bearerOf(opened: Opened, credentials: Credentials, upstreamTokens: UpstreamTokens): CallerBearer {
  const kept = opened.bearer;
  if (
    kept?.credentials.clientId === credentials.clientId &&
    kept.credentials.clientSecret === credentials.clientSecret
  ) {
    return kept.source;
  }
  const source = upstreamTokens.bearerFor(credentials);
  opened.bearer = { credentials, source };
  return source;
}
