import { GatewayError } from '../errors/gateway-error.js';
import type { Caller, SealedSubject } from './caller.js';
import type { Claims } from './claims.js';
import type { Credentials } from './credentials.js';
import { readJwt, type Jwt } from './jwt.js';
import { keptBearer, type BearerKeeper } from './kept-bearer.js';
import { credentialFinder, standInOf, upstreamCredentials, type LegacyClient } from './legacy-client.js';
import type { Revocations } from './revocations.js';
import type { UpstreamTokens } from './upstream-tokens.js';

/** An opened token or link. */
export interface Opened extends BearerKeeper {
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

/** What the decision whose token it is depends on. */
export interface CallerSources {
  /** The current clients file. Undefined without one: the tenant then checks the caller's own credentials. */
  readonly clients: () => readonly LegacyClient[] | undefined;
  /** The current service credentials for v2. */
  readonly service: () => Credentials | undefined;
  readonly upstreamTokens: UpstreamTokens;
  readonly v2Caller: (jwt: Jwt) => Caller;
  readonly revocations: Revocations;
}

/**
 * Checks revocations and the clients file at every opening: a client removed from the file has lost access, and
 * `kind` is what the file says now. The decision is cached while neither they nor the service credentials change.
 */
export function callerOf(opened: Opened, sources: CallerSources): Caller {
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

/** The v2 token sealed into a link or ticket. */
function sealedJwt({ use, secret = '' }: Claims): Jwt {
  const jwt = readJwt(secret);
  if (jwt === undefined) throw new GatewayError(`${use}-invalid`);
  return jwt;
}
