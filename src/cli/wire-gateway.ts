import type { Config, UpstreamConfig } from '../config/config.js';
import { createGateway, type Gateway } from '../gateway/gateway.js';
import type { LoadedMap } from '../map/load-map.js';
import type { Logger } from '../observe/logger.js';
import { createMetrics, type Metrics } from '../observe/metrics.js';
import { createLocalState } from '../state/local-state.js';
import type { SharedState } from '../state/shared-state.js';
import { confirm } from '../pipeline/confirm.js';
import { createInTurn } from '../pipeline/in-turn.js';
import { answerV1, type PipelineDeps } from '../pipeline/pipeline.js';
import { createTokens, type OperatedTokens } from '../tokens/tokens.js';
import { LookupCache } from '../upstream/lookup-cache.js';
import { createUpstream, type TenantUpstream } from '../upstream/upstream.js';
import type { Surroundings } from './surroundings.js';
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
  /** From now on these clients may ask for v1 tokens, and only tokens of these are good. */
  readonly setClients: (clients: NonNullable<Surroundings['clients']>) => void;
}

const longestExchangeMs = 10_000;

/** How long a record stays claimed after the request that changes it must have ended. */
const claimGraceMs = 5_000;

/** Puts the parts together; nothing listens yet. */
export async function wireGateway(run: RunGateway): Promise<WiredGateway> {
  const { config, around, log } = run;
  const metrics = createMetrics({ version });
  const upstream = createUpstream({
    url: around.upstream.url,
    // One call may take as long as the whole request: the request's own deadline ends both.
    headersTimeoutMs: config.upstreamTimeoutMs,
    // No client waits longer for its token than for anything else.
    exchangeTimeoutMs: Math.min(config.upstreamTimeoutMs, longestExchangeMs),
    watch: watchUpstream(metrics.upstream, log),
  });
  const state = await stateFor(run);
  let { clients } = around;
  const tokens = tokensFor(run, { upstream, state, clients: () => clients });
  return {
    gateway: gatewayFor(run, { upstream, tokens, state, metrics }),
    upstream,
    tokens,
    state,
    setClients: (list) => {
      clients = list;
    },
  };
}

async function stateFor({ config, around, log }: RunGateway): Promise<SharedState> {
  if (config.redisUrl === undefined) return createLocalState();
  // Its client costs a third of a second and 18 MB.
  const { createRedisState } = await import('../state/redis-state.js');
  return createRedisState({
    url: config.redisUrl,
    prefix: `holdover:${around.issuer}`,
    onAway: (reason) => {
      log.warn('Redis is away: this process goes on with what it knows', { reason });
    },
    onBack: () => {
      log.info('Redis is back, and everything is read again');
    },
  });
}

interface TokenParts {
  readonly upstream: TenantUpstream;
  readonly state: SharedState;
  readonly clients: () => Surroundings['clients'];
}

function tokensFor(
  { config, map, around }: RunGateway,
  { upstream, state, clients }: TokenParts,
): OperatedTokens {
  return createTokens({
    keys: around.tokenKeys,
    ttlS: config.tokenTtlS,
    linkTtlS: config.linkTtlS,
    issuer: around.issuer,
    audience: around.upstream.audience,
    idTokens: {
      issuers: issuersOf(around.upstream),
      readKeySet: upstream.readKeySet,
      passedOn: config.dialect === '2015',
    },
    clients,
    service: around.upstream.service,
    exchange: upstream.exchange,
    sign: tokenSigner(config, map),
    state,
  });
}

/** The tenant's base URL; and its own domain, which the audience names also where a custom one is called. */
function issuersOf({ url, audience }: UpstreamConfig): string[] {
  return [`${url}/`, audience.replace(/api\/v2\/$/, '')];
}

function gatewayFor(
  { config, map, around, log }: RunGateway,
  {
    upstream,
    tokens,
    state,
    metrics,
  }: Pick<WiredGateway, 'upstream' | 'tokens' | 'state'> & { metrics: Metrics },
): Gateway {
  const pipeline = pipelineFor({ config, map }, { upstream, tokens, state });
  const { tlsPort, http, admin } = config;
  const { pems } = around;
  return createGateway({
    answer: (request) => answerV1(request, pipeline),
    issue: (credentials) => tokens.issue(credentials),
    openTicket: (sealed) => tokens.openTicket(sealed),
    confirm: (sealed, signal) => confirm(sealed, signal, { ...pipeline, state }),
    routes: map.index,
    table: map.routes,
    errors: map.errors,
    revocations: tokens,
    log,
    metrics,
    upstreamUrl: around.upstream.url,
    publicUrl: config.publicUrl,
    trustedProxies: config.trustedProxies,
    timeoutMs: config.upstreamTimeoutMs,
    addresses: {
      http,
      admin,
      tls: tlsPort === undefined || pems === undefined ? undefined : { port: tlsPort, pems },
    },
    obtainToken: around.upstream.service && (() => tokens.anonymous().bearer?.current() ?? Promise.resolve()),
  });
}

function pipelineFor(
  { config, map }: Pick<RunGateway, 'config' | 'map'>,
  { upstream, tokens, state }: Pick<WiredGateway, 'upstream' | 'tokens' | 'state'>,
): PipelineDeps {
  return {
    tokens,
    routes: map.index,
    upstream,
    lookups: new LookupCache(),
    errors: map.errors,
    inTurn: createInTurn({ state, lifeMs: config.upstreamTimeoutMs + claimGraceMs }),
    settings: { map: map.settings, lossy: config.lossy, switches: config.switches },
  };
}
