import { isDeepStrictEqual } from 'node:util';
import type { Config, UpstreamConfig } from '../config/config.js';
import { openFilesLimit } from '../config/open-files.js';
import { createOperatorsPage } from '../console/operators-page.js';
import { boundsWithin, type Bounds } from '../gateway/bounds.js';
import { createGateway, type Gateway } from '../gateway/gateway.js';
import type { Street } from '../gateway/street.js';
import type { LoadedMap } from '../map/load-map.js';
import type { Logger } from '../observe/logger.js';
import { errorFields } from '../observe/error-fields.js';
import { createMetrics, type Metrics } from '../observe/metrics.js';
import { noTracing, type Tracing } from '../observe/tracing.js';
import type { UsageLedger } from '../observe/usage-ledger.js';
import type { SharedState } from '../state/shared-state.js';
import type { Channel } from '../state/talk.js';
import { confirm, lookAtTicket } from '../pipeline/confirm.js';
import { createInTurn } from '../pipeline/in-turn.js';
import { answerV1, type PipelineDeps } from '../pipeline/pipeline.js';
import { createTokens, type OperatedTokens } from '../tokens/tokens.js';
import { AnswerRoom } from '../upstream/answer-room.js';
import type { LookupCache } from '../upstream/lookup-cache.js';
import { sharedLookups } from '../upstream/shared-lookups.js';
import { createUpstream, type TenantUpstream } from '../upstream/upstream.js';
import { occasionally } from './occasionally.js';
import { openState } from './open-state.js';
import { openUsage } from './open-usage.js';
import { planBrownouts } from './plan-brownouts.js';
import type { Shadows } from './shadows.js';
import type { Surroundings } from './surroundings.js';
import { tellingObtain } from './telling-obtain.js';
import { tokenSigner } from './token-signer.js';
import { usageStore } from './usage-store.js';
import { version } from './version.js';
import { watchUpstream } from './watch-upstream.js';

export interface RunGateway {
  readonly config: Config;
  readonly map: LoadedMap;
  readonly around: Surroundings;
  readonly log: Logger;
  /** Milliseconds since the epoch, by which brownouts go. */
  readonly now?: () => number;
  /** To the process that keeps this one and others; undefined where this is the only one. */
  readonly keeper?: Channel;
}

/** What a reload replaces. */
type Current = Pick<RunGateway, 'config' | 'map' | 'around'>;

export interface WiredGateway {
  readonly gateway: Gateway;
  readonly upstream: TenantUpstream;
  readonly tokens: OperatedTokens;
  readonly state: SharedState;
  readonly tracing: Tracing;
  readonly usage: UsageLedger;
  /**
   * From now on everything goes by this map and these clients, keys and certificate, all at once; a certificate that
   * does not fit throws and changes nothing. Of the configuration only the brownouts, and who answers while a v1 still lives, are taken over.
   */
  readonly replace: (next: Current) => void;
  /** Comparing ends at once, whatever is under way. */
  readonly closeShadows: () => Promise<void>;
}

const longestExchangeMs = 10_000;

/** A v1 that is down would otherwise fill the log. */
const faultEveryMs = 60_000;

/** What was told of a bucket longer ago says nothing of what is left in it. */
const bucketLifeMs = 10_000;

/** How long a record stays claimed after the request that changes it must have ended. */
const claimGraceMs = 5_000;

/** Puts the parts together; nothing listens yet. */
export async function wireGateway(run: RunGateway): Promise<WiredGateway> {
  const { config, log } = run;
  const metrics = createMetrics({ version });
  const bounds = boundsWithin(openFilesLimit(), config.tlsPort === undefined ? 1 : 2, config.workers);
  const tracing = await tracingFor(run);
  const room = new AnswerRoom(bounds.answerBytes, Math.floor(bounds.upstream / 2));
  const state = await openState(run);
  const upstream = upstreamFor(run, { bounds, room, metrics, tracing, state });
  const usage = openUsage(await usageStore({ config, state, log }), log);
  let current: Current = run;
  const now: NowParts = { routes: () => current.map.routes, around: () => current.around };
  const tokens = tokensFor(run, { upstream, state, metrics, ...now });
  const shadows = await shadowsFor(run, { tokens, metrics });
  const lookups = sharedLookups({ state, lookedUp: metrics.lookedUp });
  const streetOf = layStreets(run, { ...{ upstream, tokens, state, lookups }, shadows });
  const gateway = gatewayFor(run, {
    ...{ tokens, bounds, room, metrics, tracing, usage, state },
    ...now,
    passedWrite: (path) => {
      lookups.forget(path);
      upstream.noteWrite();
    },
    street: streetOf(run),
  });
  return {
    ...{ gateway, upstream, tokens, state, tracing, usage },
    replace: (next) => {
      const street = streetOf(next);
      if (next.around.pems !== undefined) gateway.setCertificate(next.around.pems);
      const { service } = current.around.upstream;
      current = next;
      gateway.setStreet(street);
      if (!isDeepStrictEqual(service, next.around.upstream.service)) gateway.proveCredentials();
    },
    closeShadows: async () => shadows?.close(),
  };
}

async function tracingFor({ config, log }: RunGateway): Promise<Tracing> {
  if (!config.tracing) return noTracing;
  // The SDK costs memory and start-up time that only those pay who trace.
  const { createOtlpTracing } = await import('../observe/otlp-tracing.js');
  log.info('spans are exported', { protocol: 'http/json' });
  return createOtlpTracing({ version, log });
}

function upstreamFor(
  { config, around, log }: RunGateway,
  {
    bounds,
    room,
    metrics,
    tracing,
    state,
  }: Omit<GatewayParts, 'around' | 'tokens' | 'usage' | 'street' | 'passedWrite'>,
): TenantUpstream {
  return createUpstream({
    url: around.upstream.url,
    connections: bounds.upstream,
    room,
    // One call may take as long as the whole request: the request's own deadline ends both.
    headersTimeoutMs: config.upstreamTimeoutMs,
    // No client waits longer for its token than for anything else.
    exchangeTimeoutMs: Math.min(config.upstreamTimeoutMs, longestExchangeMs),
    watch: watchUpstream(metrics.upstream, log),
    trace: tracing === noTracing ? undefined : tracing.call,
    replicas: isOneOfSeveral(config),
    sharedBucket: (name) => state.text(`bucket:${name}`, bucketLifeMs),
  });
}

/** Undefined where no v1 lives; then what compares is not loaded either. */
async function shadowsFor(
  { config, log }: RunGateway,
  { tokens, metrics }: { tokens: OperatedTokens; metrics: Metrics },
): Promise<Shadows | undefined> {
  const { shadow, upstreamTimeoutMs: timeoutMs, lossy } = config;
  if (shadow === undefined) return undefined;
  const onFault = occasionally(faultEveryMs, (error: unknown) => {
    log.warn('v1 and holdover could not be compared', errorFields(error));
  });
  const { createShadows } = await import('./shadows.js');
  return createShadows(shadow, {
    ...{ tokens, metrics: metrics.shadow, timeoutMs, silent: lossy === 'silent', onFault },
  });
}

/** As they are now. */
interface NowParts {
  readonly routes: () => LoadedMap['routes'];
  readonly around: () => Surroundings;
}

interface TokenParts extends NowParts {
  readonly upstream: TenantUpstream;
  readonly state: SharedState;
  readonly metrics: Pick<Metrics, 'tokenNeeded'>;
}

function tokensFor(
  { config, around: { issuer, upstream: tenant } }: RunGateway,
  { upstream, state, metrics, around, routes }: TokenParts,
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
    sign: tokenSigner(config, routes),
    tokenNeeded: metrics.tokenNeeded,
    state,
  });
}

/** The tenant's base URL; and its own domain, which the audience names also where a custom one is called. */
function issuersOf({ url, audience }: UpstreamConfig): string[] {
  return [`${url}/`, audience.replace(/api\/v2\/$/, '')];
}

/** Whether others serve the same tenant beside this process. */
function isOneOfSeveral({ redisUrl, workers }: RunGateway['config']): boolean {
  return redisUrl !== undefined || workers > 1;
}

/** Streets of whatever map, over the same turns and remembered names. */
function layStreets(
  { config: started, log, now = Date.now }: RunGateway,
  { upstream, tokens, state, lookups, shadows }: StreetParts,
): (now: Current) => Street {
  const { upstreamTimeoutMs, lossy, switches } = started;
  const inTurn = createInTurn({
    state: isOneOfSeveral(started) ? state : undefined,
    lifeMs: upstreamTimeoutMs + claimGraceMs,
  });
  return ({ map, config, around: { clients } }) => {
    const { index: routes, routes: table, errors, settings } = map;
    const shared = { tokens, upstream, lookups, inTurn };
    const brownout = planBrownouts(config, { log, now });
    const deps: PipelineDeps = {
      ...{ ...shared, routes, errors, brownout },
      settings: { map: settings, lossy, switches },
    };
    const answer: Street['answer'] = (request) => answerV1(request, deps);
    return {
      ...{ routes, table, errors, answer },
      shadow: config.shadow && shadows?.of({ ...config.shadow, map, clients, street: { answer } }),
      lookAtTicket: (sealed, run) => lookAtTicket(sealed, run, { ...deps, state }),
      confirm: (sealed, run) => confirm(sealed, run, { ...deps, state }),
    };
  };
}

interface StreetParts extends Pick<WiredGateway, 'upstream' | 'tokens' | 'state'> {
  readonly lookups: LookupCache;
  readonly shadows: Shadows | undefined;
}

interface GatewayParts extends Pick<TokenParts, 'state' | 'around'> {
  readonly tokens: OperatedTokens;
  readonly bounds: Bounds;
  readonly room: AnswerRoom;
  readonly metrics: Metrics;
  readonly tracing: Tracing;
  readonly usage: UsageLedger;
  readonly passedWrite: (path: string) => void;
  readonly street: Street;
}

function gatewayFor(
  { config, around, log, keeper }: RunGateway,
  { tokens, bounds, room, metrics, tracing, usage, street, state, passedWrite, around: now }: GatewayParts,
): Gateway {
  const { tlsPort, http, admin } = config;
  const { pems } = around;
  return createGateway({
    street,
    bounds,
    room,
    issue: (credentials) => tokens.issue(credentials),
    revocations: tokens,
    adminToken: () => now().adminToken,
    sharedState: () => state.standing(),
    log,
    metrics,
    tracing,
    usage,
    listed: () => now().clients ?? [],
    console: createOperatorsPage({ version, now: Date.now }),
    upstreamUrl: around.upstream.url,
    passedWrite,
    v1Url: config.shadow?.url,
    publicUrl: config.publicUrl,
    migration: config.migration,
    trustedProxies: config.trustedProxies,
    timeoutMs: config.upstreamTimeoutMs,
    addresses: {
      http,
      // The operator asks the keeper.
      admin: keeper === undefined ? admin : undefined,
      tls: tlsPort === undefined || pems === undefined ? undefined : { port: tlsPort, pems },
    },
    obtainToken:
      around.upstream.service && tellingObtain(async () => tokens.anonymous().bearer?.current(), log),
  });
}
