import { isDeepStrictEqual } from 'node:util';
import { openFilesLimit } from '../config/open-files.js';
import { version } from '../config/version.js';
import { createOperatorsPage } from '../console/operators-page.js';
import { boundsWithin, type Bounds } from '../gateway/limits/bounds.js';
import { createGateway, type Gateway, type GatewayDeps } from '../gateway/gateway.js';
import type { Street } from '../gateway/street.js';
import { createMetrics, type Metrics } from '../observe/metrics/metrics.js';
import type { Tracing } from '../observe/tracing/tracing.js';
import type { UsageLedger } from '../observe/usage/usage-ledger.js';
import type { SharedState } from '../state/shared-state.js';
import type { OperatedTokens } from '../tokens/tokens.js';
import { AnswerRoom } from '../upstream/wire/answer-room.js';
import { sharedLookups } from '../upstream/lookups/shared-lookups.js';
import type { TenantUpstream } from '../upstream/upstream.js';
import { createStreets } from './parts/create-streets.js';
import { openShadows } from './shadows/open-shadows.js';
import { openState } from './parts/open-state.js';
import { openTokens } from './parts/open-tokens.js';
import { openTracing } from './parts/open-tracing.js';
import { openUpstream } from './parts/open-upstream.js';
import { openUsage } from './parts/open-usage.js';
import type { Current, Run } from './run.js';
import { tellingObtain } from './parts/telling-obtain.js';
import { usageStore } from './parts/usage-store.js';

export interface WiredGateway {
  readonly gateway: Gateway;
  readonly upstream: TenantUpstream;
  readonly tokens: OperatedTokens;
  readonly state: SharedState;
  readonly tracing: Tracing;
  readonly usage: UsageLedger;
  /**
   * Switches map, clients, keys and certificate at once; a certificate that does not match its key throws and changes
   * nothing. Of the rest of the configuration, only the brownouts and who answers while a v1 still runs are taken
   * over.
   */
  readonly replace: (next: Current) => void;
  /** Stops comparing at once and cancels comparisons in flight. */
  readonly closeShadows: () => Promise<void>;
}

/** Puts the parts together; nothing listens yet. */
export async function wireGateway(run: Run): Promise<WiredGateway> {
  const { config, log } = run;
  let current: Current = run;
  const now = (): Current => current;

  const metrics = createMetrics({ version });
  const bounds = boundsWithin(openFilesLimit(), config.tlsPort === undefined ? 1 : 2, config.workers);
  const room = new AnswerRoom(bounds.answerBytes, Math.floor(bounds.upstream / 2));
  const tracing = await openTracing(run);
  const state = await openState(run);
  const usage = openUsage(await usageStore({ config, state, log }), log);
  const upstream = openUpstream(run, { bounds, room, metrics, tracing, state });
  const tokens = openTokens(run, { upstream, state, metrics, current: now });
  const shadows = await openShadows(run, { tokens, metrics });
  const lookups = sharedLookups({ state, lookedUp: metrics.lookedUp });
  const streetOf = createStreets(run, { upstream, tokens, state, lookups, shadows });
  const passedWrite = (path: string): void => {
    lookups.forget(path);
    upstream.noteWrite();
  };
  const street = streetOf(run);
  const parts = { bounds, room, metrics, tracing, state, usage, tokens, street, passedWrite, current: now };
  const gateway = createGateway(gatewayDeps(run, parts));

  const replace = (next: Current): void => {
    const street = streetOf(next);
    if (next.around.pems !== undefined) gateway.setCertificate(next.around.pems);
    const { service } = current.around.upstream;
    current = next;
    gateway.setStreet(street);
    if (!isDeepStrictEqual(service, next.around.upstream.service)) gateway.proveCredentials();
  };
  const closeShadows = async (): Promise<void> => shadows?.close();
  return { gateway, upstream, tokens, state, tracing, usage, replace, closeShadows };
}

interface GatewayParts {
  readonly bounds: Bounds;
  readonly room: AnswerRoom;
  readonly metrics: Metrics;
  readonly tracing: Tracing;
  readonly state: SharedState;
  readonly usage: UsageLedger;
  readonly tokens: OperatedTokens;
  readonly street: Street;
  readonly passedWrite: (path: string) => void;
  readonly current: () => Current;
}

function gatewayDeps(
  { config, around, log, primary }: Run,
  { tokens, state, current, ...parts }: GatewayParts,
): GatewayDeps {
  const { tlsPort, http, admin } = config;
  const { pems, upstream } = around;
  return {
    ...parts,
    log,
    issue: (credentials) => tokens.issue(credentials),
    revocations: tokens,
    adminToken: () => current().around.adminToken,
    sharedState: () => state.standing(),
    listed: () => current().around.clients ?? [],
    console: createOperatorsPage({ version, now: Date.now }),
    upstreamUrl: upstream.url,
    v1Url: config.shadow?.url,
    publicUrl: config.publicUrl,
    migration: config.migration,
    trustedProxies: config.trustedProxies,
    timeoutMs: config.upstreamTimeoutMs,
    addresses: {
      http,
      // A worker has no operator's port: the operator asks the primary.
      admin: primary === undefined ? admin : undefined,
      tls: tlsPort === undefined || pems === undefined ? undefined : { port: tlsPort, pems },
    },
    obtainToken: upstream.service && tellingObtain(async () => tokens.anonymous().bearer?.current(), log),
  };
}
