import type { Config, UpstreamConfig } from '../config/config.js';
import { openFilesLimit } from '../config/open-files.js';
import { boundsWithin, type Bounds } from '../gateway/bounds.js';
import { createGateway, type Gateway } from '../gateway/gateway.js';
import type { Street } from '../gateway/street.js';
import type { LoadedMap } from '../map/load-map.js';
import type { Logger } from '../observe/logger.js';
import { createMetrics, type Metrics } from '../observe/metrics.js';
import type { UsageLedger } from '../observe/usage-ledger.js';
import { createLocalState } from '../state/local-state.js';
import type { SharedState } from '../state/shared-state.js';
import { confirm, lookAtTicket } from '../pipeline/confirm.js';
import { createInTurn } from '../pipeline/in-turn.js';
import { answerV1, type PipelineDeps } from '../pipeline/pipeline.js';
import { createTokens, type OperatedTokens } from '../tokens/tokens.js';
import { LookupCache } from '../upstream/lookup-cache.js';
import { createUpstream, type TenantUpstream } from '../upstream/upstream.js';
import { openUsage } from './open-usage.js';
import { statePrefix } from './state-prefix.js';
import type { Surroundings } from './surroundings.js';
import { tellingObtain } from './telling-obtain.js';
import { tokenSigner } from './token-signer.js';
import { version } from './version.js';
import { watchUpstream } from './watch-upstream.js';

export interface RunGateway {
  readonly config: Config;
  readonly map: LoadedMap;
  readonly around: Surroundings;
  readonly log: Logger;
}

export interface WiredGateway {
  readonly gateway: Gateway;
  readonly upstream: TenantUpstream;
  readonly tokens: OperatedTokens;
  readonly state: SharedState;
  readonly usage: UsageLedger;
  /**
   * From now on everything goes by this map and these clients, keys and certificate, all at once; a certificate that
   * does not fit throws and changes nothing.
   */
  readonly replace: (next: Pick<RunGateway, 'map' | 'around'>) => void;
}

const longestExchangeMs = 10_000;

/** How long a record stays claimed after the request that changes it must have ended. */
const claimGraceMs = 5_000;

/** Puts the parts together; nothing listens yet. */
export async function wireGateway(run: RunGateway): Promise<WiredGateway> {
  const { config, around, log } = run;
  const metrics = createMetrics({ version });
  const bounds = boundsWithin(openFilesLimit(), config.tlsPort === undefined ? 1 : 2);
  const upstream = createUpstream({
    url: around.upstream.url,
    connections: bounds.upstream,
    // One call may take as long as the whole request: the request's own deadline ends both.
    headersTimeoutMs: config.upstreamTimeoutMs,
    // No client waits longer for its token than for anything else.
    exchangeTimeoutMs: Math.min(config.upstreamTimeoutMs, longestExchangeMs),
    watch: watchUpstream(metrics.upstream, log),
  });
  const state = await stateFor(run);
  const usage = await openUsage({ config, state, log });
  let current = around;
  const tokens = tokensFor(run, { upstream, state, around: () => current });
  const streetOf = layStreets(run, { upstream, tokens, state, metrics });
  const gateway = gatewayFor(run, {
    tokens,
    bounds,
    metrics,
    usage,
    state,
    around: () => current,
    street: streetOf(run.map),
  });
  return {
    gateway,
    upstream,
    tokens,
    state,
    usage,
    replace: (next) => {
      const street = streetOf(next.map);
      if (next.around.pems !== undefined) gateway.setCertificate(next.around.pems);
      current = next.around;
      gateway.setStreet(street);
    },
  };
}

async function stateFor({ config, around, log }: RunGateway): Promise<SharedState> {
  if (config.redisUrl === undefined) return createLocalState();
  // Its client costs a third of a second and 18 MB.
  const { createRedisState } = await import('../state/redis-state.js');
  return createRedisState({
    url: config.redisUrl,
    prefix: statePrefix(around.issuer),
    onAway: (reason) => {
      log.warn('Redis is away: this process goes on with what it knows', { reason });
    },
    onBack: () => {
      log.info('Redis is back, and everything is read again');
    },
    onRefusing: (reason) => {
      log.error('Redis refuses claims: requests that need one are refused with 503', { reason });
    },
    onTaking: () => {
      log.info('Redis takes claims again');
    },
  });
}

interface TokenParts {
  readonly upstream: TenantUpstream;
  readonly state: SharedState;
  /** As they are now. */
  readonly around: () => Surroundings;
}

function tokensFor(
  { config, map, around: { issuer, upstream: tenant } }: RunGateway,
  { upstream, state, around }: TokenParts,
): OperatedTokens {
  return createTokens({
    keys: () => around().tokenKeys,
    ttlS: config.tokenTtlS,
    linkTtlS: config.linkTtlS,
    issuer,
    audience: tenant.audience,
    idTokens: {
      issuers: issuersOf(tenant),
      readKeySet: upstream.readKeySet,
      passedOn: config.dialect === '2015',
    },
    clients: () => around().clients,
    service: () => around().upstream.service,
    exchange: upstream.exchange,
    sign: tokenSigner(config, map),
    state,
  });
}

/** The tenant's base URL; and its own domain, which the audience names also where a custom one is called. */
function issuersOf({ url, audience }: UpstreamConfig): string[] {
  return [`${url}/`, audience.replace(/api\/v2\/$/, '')];
}

/** Streets of whatever map, over the same turns and remembered names. */
function layStreets(
  { config: { upstreamTimeoutMs, lossy, switches } }: RunGateway,
  {
    upstream,
    tokens,
    state,
    metrics,
  }: Pick<WiredGateway, 'upstream' | 'tokens' | 'state'> & Pick<GatewayParts, 'metrics'>,
): (map: LoadedMap) => Street {
  const lookups = new LookupCache({ recalled: metrics.lookedUp });
  const inTurn = createInTurn({ state, lifeMs: upstreamTimeoutMs + claimGraceMs });
  return ({ index: routes, routes: table, errors, settings }) => {
    const shared = { tokens, upstream, lookups, inTurn };
    const deps: PipelineDeps = { ...shared, routes, errors, settings: { map: settings, lossy, switches } };
    return {
      routes,
      table,
      errors,
      answer: (request) => answerV1(request, deps),
      lookAtTicket: (sealed, run) => lookAtTicket(sealed, run, { ...deps, state }),
      confirm: (sealed, run) => confirm(sealed, run, { ...deps, state }),
    };
  };
}

interface GatewayParts extends Pick<TokenParts, 'state' | 'around'> {
  readonly tokens: OperatedTokens;
  readonly bounds: Bounds;
  readonly metrics: Metrics;
  readonly usage: UsageLedger;
  readonly street: Street;
}

function gatewayFor(
  { config, around, log }: RunGateway,
  { tokens, bounds, metrics, usage, street, state, around: now }: GatewayParts,
): Gateway {
  const { tlsPort, http, admin } = config;
  const { pems } = around;
  return createGateway({
    street,
    bounds,
    issue: (credentials) => tokens.issue(credentials),
    revocations: tokens,
    adminToken: () => now().adminToken,
    sharedState: () => state.standing(),
    log,
    metrics,
    usage,
    listed: () => now().clients ?? [],
    upstreamUrl: around.upstream.url,
    publicUrl: config.publicUrl,
    migration: config.migration,
    trustedProxies: config.trustedProxies,
    timeoutMs: config.upstreamTimeoutMs,
    addresses: {
      http,
      admin,
      tls: tlsPort === undefined || pems === undefined ? undefined : { port: tlsPort, pems },
    },
    obtainToken:
      around.upstream.service &&
      tellingObtain(() => tokens.anonymous().bearer?.current() ?? Promise.resolve(), log),
  });
}
