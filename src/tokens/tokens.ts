import { GatewayError } from '../errors/gateway-error.js';
import { createLocalState } from '../state/local-state.js';
import type { SharedState } from '../state/shared-state.js';
import { admit } from './admit.js';
import type { Caller, CallerKind, SealedSubject } from './caller.js';
import type { Claims, HeldWrite } from './claims.js';
import type { TokenExchange } from './grant.js';
import { readJwt, type Jwt } from './jwt.js';
import { keptBearer, type BearerKeeper } from './kept-bearer.js';
import { followKeys, maxSealedLength } from './key-ring.js';
import { credentialFinder, standInOf, upstreamCredentials, type LegacyClient } from './legacy-client.js';
import { nobodyCounts, OpenedCache, type TokenNeeded } from './opened-cache.js';
import { Revocations, type Revocation, type Revoked } from './revocations.js';
import { revoke, type RevocationOrder } from './revoke.js';
import { seal, ticketTtlS, unseal, type Sealer } from './sealing.js';
import type { TokenSigner } from './sign-v2-token.js';
import type { Credentials } from './credentials.js';
import { UpstreamTokens } from './upstream-tokens.js';
import { createUserCallers, type IdTokenOptions } from './user-caller.js';
import { createV2Callers } from './v2-caller.js';

export interface TokensOptions {
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
  /** The current clients file. Undefined without one: the tenant then checks the caller's own credentials. */
  readonly clients: () => readonly LegacyClient[] | undefined;
  /** The current service credentials for v2. */
  readonly service: () => Credentials | undefined;
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

export interface Tokens {
  /**
   * @throws GatewayError `client-unknown`, `client-secret-wrong`, `request-malformed` (credentials too long),
   *   `upstream-token-refused`, `upstream-unreachable`, `upstream-timeout`, `upstream-unreadable`,
   *   `upstream-refused` (429 or 5xx at the tenant's token endpoint)
   */
  issue(credentials: Credentials): Promise<IssuedToken>;
  /**
   * Opens a sealed v1 token, a v2 access token, or a user's id_token.
   *
   * @throws GatewayError `token-invalid`, `token-expired`; for an id_token with a key not known yet also
   *   `upstream-unreachable`, `upstream-timeout`, `upstream-unreadable`
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
  /**
   * Seals a write of the caller into a ticket, which allows this one write when confirmed and nothing else.
   *
   * @throws GatewayError `credentials-missing` for a caller whose token cannot be sealed, `request-malformed` (too
   *   long)
   */
  sealTicket(caller: Caller, held: HeldWrite): Promise<string>;
  /** @throws GatewayError `ticket-invalid`, `ticket-expired` */
  openTicket(sealed: string): Promise<Ticket>;
}

export interface Ticket {
  /** The caller that made the ticket; the write uses the same credentials. */
  readonly caller: Caller;
  readonly held: HeldWrite;
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

/** An opened token or link. */
interface Opened extends BearerKeeper {
  readonly claims: Claims;
  whose?: Verdict;
}

/** The caller of a token, and the state that the decision was based on. */
interface Verdict {
  readonly caller: Caller;
  readonly listed: readonly LegacyClient[] | undefined;
  readonly service: Credentials | undefined;
  readonly changes: number;
}

interface CallerSources extends Pick<TokensOptions, 'clients' | 'service'> {
  readonly upstreamTokens: UpstreamTokens;
  readonly v2Caller: (jwt: Jwt) => Caller;
  readonly revocations: Revocations;
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

const noTicket = 'The access token is too long to be sealed into a ticket: use a token of /oauth/token.';

function createTickets(sealer: Sealer, sources: CallerSources): Pick<Tokens, 'sealTicket' | 'openTicket'> {
  return {
    sealTicket: (caller, held) => {
      if (caller.session === undefined)
        return Promise.reject(new GatewayError('credentials-missing', { message: noTicket }));
      return seal(caller.session(), { use: 'ticket', ttlS: ticketTtlS, held }, sealer);
    },
    async openTicket(sealed) {
      const claims = await unseal(sealed, { use: 'ticket' }, sealer);
      if (claims.held === undefined) throw new GatewayError('ticket-invalid');
      return { caller: ticketCaller(claims, sources), held: claims.held };
    },
  };
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

/**
 * Checks revocations and the clients file at every opening: a client removed from the file has lost access, and
 * `kind` is what the file says now. The decision is cached while neither they nor the service credentials change.
 */
function callerOf(opened: Opened, sources: CallerSources): Caller {
  const { clients, service, revocations } = sources;
  const now = { listed: clients(), service: service(), changes: revocations.changes };
  const { whose } = opened;
  if (whose?.listed === now.listed && whose?.service === now.service && whose?.changes === now.changes)
    return whose.caller;
  if (revocations.covers(opened.claims)) throw new GatewayError(`${opened.claims.use}-invalid`);
  // The v2 token may have expired meanwhile.
  if (opened.claims.kind === 'v2') return sources.v2Caller(sealedJwt(opened.claims));
  const caller = clientCaller(opened, now, sources);
  opened.whose = { caller, ...now };
  return caller;
}

function clientCaller(
  opened: Opened,
  { listed, service }: Pick<Verdict, 'listed' | 'service'>,
  { clients, upstreamTokens }: CallerSources,
): Caller {
  const { use, sub: clientId, kind, secret, jti, iat } = opened.claims;
  const client = listed?.find((candidate) => candidate.clientId === clientId);
  if (listed !== undefined && client === undefined) throw new GatewayError(`${use}-invalid`);
  const own = secret === undefined ? undefined : { clientId, clientSecret: secret };
  // Without a clients file only the tenant has verified this client: it acts with its own rights and no others.
  const credentials = listed === undefined ? own : (upstreamCredentials(client, service) ?? own);
  // The credentials that it relied on are no longer configured; a new token will hold the client's own secret.
  if (credentials === undefined) throw new GatewayError(`${use}-invalid`);
  const session: SealedSubject = {
    clientId,
    kind: client?.kind ?? kind,
    secret,
    token: { id: jti, issuedAt: iat },
  };
  return {
    kind: session.kind,
    guessed: listed === undefined && session.kind === 'global',
    standIn: standInOf(client),
    clientId,
    bearer: keptBearer(opened, credentials, upstreamTokens),
    credentials: credentialFinder(clients, { clientId, own }),
    session: () => session,
  };
}

/** A ticket made with a v2 token expires with that token. */
function ticketCaller(claims: Claims, sources: CallerSources): Caller {
  try {
    return callerOf({ claims }, sources);
  } catch (error) {
    const over = error instanceof GatewayError && error.code === 'token-expired';
    throw over ? new GatewayError('ticket-expired') : error;
  }
}

/** The v2 token sealed into a link or ticket. */
function sealedJwt({ use, secret = '' }: Claims): Jwt {
  const jwt = readJwt(secret);
  if (jwt === undefined) throw new GatewayError(`${use}-invalid`);
  return jwt;
}
