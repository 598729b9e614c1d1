import { GatewayError } from '../errors/gateway-error.js';
import { createLocalState } from '../state/local-state.js';
import type { SharedState } from '../state/shared-state.js';
import { admit } from './admit.js';
import type { Caller, CallerKind } from './caller.js';
import type { Credentials } from './credentials.js';
import type { TokenExchange } from './grant.js';
import { readJwt, type Jwt } from './jwt.js';
import { followKeys, maxSealedLength } from './key-ring.js';
import { credentialFinder } from './legacy-client.js';
import { callerOf, type CallerSources, type Opened } from './opened-caller.js';
import { nobodyCounts, OpenedCache, type TokenNeeded } from './opened-cache.js';
import { Revocations, type Revocation, type Revoked } from './revocations.js';
import { revoke, type RevocationOrder } from './revoke.js';
import { seal, unseal, type Sealer } from './sealing.js';
import type { TokenSigner } from './sign-v2-token.js';
import { createTickets, type Tickets } from './tickets.js';
import { UpstreamTokens } from './upstream-tokens.js';
import { createUserCallers, type IdTokenOptions } from './user-caller.js';
import { createV2Callers } from './v2-caller.js';

export interface TokensOptions extends Pick<CallerSources, 'clients' | 'service'> {
  /** The current keys, 32 bytes each: the first seals, all open. */
  readonly keys: () => readonly Uint8Array[];
  /** Lifetimes of tokens and of links, in seconds. */
  readonly ttlS: number;
  readonly linkTtlS: number;
  /** Upstream base URL; sealed into each token and compared on opening. */
  readonly issuer: string;
  /** Audience of the v2 tokens. */
  readonly audience: string;
  readonly idTokens: IdTokenOptions;
  readonly exchange: TokenExchange;
  /** Signs v2 tokens for a tenant of 2015, whose callers made their own. */
  readonly sign?: TokenSigner | undefined;
  readonly tokenNeeded?: TokenNeeded;
  /** Shares revocations with other processes. Default: this process alone. */
  readonly state?: Pick<SharedState, 'share'>;
  /**
   * Milliseconds since the epoch. Default: the system's clock, and a monotonic clock for the lifetimes of v2 tokens.
   */
  readonly now?: () => number;
}

/** The two fields of v1's answer, and the kind of the client. */
export interface IssuedToken {
  readonly access_token: string;
  readonly token_type: 'bearer';
  readonly kind: CallerKind;
}

export interface Tokens extends Tickets {
  /**
   * @throws GatewayError `client-unknown`, `client-secret-wrong`, `request-malformed` (credentials too long),
   *   `upstream-token-refused`, `upstream-unreachable`, `upstream-lost`, `upstream-timeout`, `upstream-unreadable`,
   *   `upstream-refused` (429 or 5xx at the tenant's token endpoint)
   */
  issue(credentials: Credentials): Promise<IssuedToken>;
  /**
   * Opens a sealed v1 token, a v2 access token, or a user's id_token.
   *
   * @throws GatewayError `token-invalid`, `token-expired`; for an id_token with a key not known yet also
   *   `upstream-unreachable`, `upstream-lost`, `upstream-timeout`, `upstream-unreadable`
   */
  open(token: string): Promise<Caller>;
  anonymous(): Caller;
  /**
   * Seals the caller into a link that opens one target, `/path?query`, and nothing else.
   *
   * @param cursor where the list continues; `openLink` returns it
   * @throws GatewayError `token-missing` for a caller without a session
   */
  sealLink(caller: Caller, target: string, cursor?: string): Promise<string>;
  /** @throws GatewayError `link-invalid`, `link-expired` */
  openLink(sealed: string, target: string): Promise<Caller>;
}

/** Tokens, with the operator's revocations. */
export interface OperatedTokens extends Tokens {
  /**
   * Refuses tokens from now on, and the links and tickets made from them.
   *
   * @throws GatewayError `input-invalid` for a token not sealed here, or where too many are revoked already
   */
  revoke(order: RevocationOrder): Promise<Revoked>;
  revocations(): readonly Revocation[];
  /** Whether v1 cannot have issued this token: it is sealed by holdover, with any key, or is a v2 access token. */
  isOurs(token: string): boolean;
}

/** @throws Error for a missing key or one that is not 32 bytes long */
export function createTokens(options: TokensOptions): OperatedTokens {
  const { issuer, clients, service, ttlS, linkTtlS, now = Date.now, tokenNeeded = nobodyCounts } = options;
  const sources = callerSources(options, now);
  const { revocations, upstreamTokens, v2Caller } = sources;
  const sealer: Sealer = { ring: followKeys(options.keys), issuer, now, revocations };
  const openToken = createOpener(sealer, tokenNeeded);
  const userCaller = createUserCallers({ ...options.idTokens, ...sources, now, tokenNeeded });
  return {
    async issue(credentials) {
      const admitted = await admit(credentials, { clients: clients(), service: service(), upstreamTokens });
      const token = await seal(admitted, { use: 'token', ttlS }, sealer);
      return { access_token: token, token_type: 'bearer', kind: admitted.kind };
    },
    async open(token) {
      const jwt = readJwt(token);
      if (jwt === undefined) return callerOf(await openToken(token), sources);
      return isV2Token(jwt, options) ? v2Caller(jwt) : userCaller(jwt);
    },
    anonymous: () => {
      const credentials = service();
      const bearer = credentials && upstreamTokens.bearerFor(credentials);
      return { kind: 'anonymous', clientId: '', bearer, credentials: credentialFinder(clients) };
    },
    async sealLink(caller, target, cursor) {
      if (caller.session === undefined) throw new GatewayError('token-missing');
      return seal(caller.session(), { use: 'link', ttlS: linkTtlS, target, cursor }, sealer);
    },
    async openLink(sealed, target) {
      const claims = await unseal(sealed, { use: 'link', target }, sealer);
      return { ...callerOf({ claims }, sources), cursor: claims.cursor };
    },
    ...createTickets(sealer, sources),
    revoke: (order) => revoke(order, { revocations, sealer }),
    revocations: () => revocations.list(),
    isOurs: (token) => isOurs(token, options),
  };
}

/** Whether a JWT is a v2 token. One of 2015 has a client as audience, like an id_token, but also the claim `scopes`. */
function isV2Token(jwt: Jwt, { audience, sign }: TokensOptions): boolean {
  return jwt.audiences.includes(audience) || (sign !== undefined && jwt.payload.scopes !== undefined);
}

/**
 * A compact JWE with a shared key (RFC 7516 section 7.1): its second part is empty. The search starts at the `..`,
 * because each `eyJ` of a long text would start another search.
 */
const sealedForm = /\.\.(?<=eyJ[\w-]+\.\.)[\w-]+\.[\w-]+\.[\w-]+/;

/** v1's tokens were short and opaque (facts v1, section 1), so a text too long to be read is not one of them. */
function isOurs(token: string, options: TokensOptions): boolean {
  if (token.length > maxSealedLength || sealedForm.test(token)) return true;
  const jwt = readJwt(token);
  return jwt !== undefined && isV2Token(jwt, options);
}

function callerSources(options: TokensOptions, now: () => number): CallerSources {
  const { exchange, audience, clients, service, sign, tokenNeeded, state = createLocalState() } = options;
  // Monotonic, because `expires_in` is a duration: changes of the system's clock must not affect it.
  const monotonic = options.now ?? (() => performance.now());
  return {
    clients,
    service,
    upstreamTokens: new UpstreamTokens({ exchange, audience, sign, tokenNeeded, now: monotonic }),
    v2Caller: createV2Callers({ now, credentials: credentialFinder(clients) }),
    revocations: new Revocations({ state, now }),
  };
}

/** Opens tokens, and caches them until they expire: decrypting with jose takes a hundred times as long. */
function createOpener(sealer: Sealer, tokenNeeded: TokenNeeded): (token: string) => Promise<Opened> {
  const cache = new OpenedCache<Opened>(sealer.now);
  return async (token) => {
    if (token.length > maxSealedLength) throw new GatewayError('token-invalid');
    const known = cache.get(token);
    const isKnown = known !== undefined && sealer.ring.knows(token);
    tokenNeeded('v1', isKnown);
    if (isKnown) return known;
    const claims = await unseal(token, { use: 'token' }, sealer);
    return cache.keep(token, { opened: { claims }, until: claims.exp * 1000 });
  };
}
