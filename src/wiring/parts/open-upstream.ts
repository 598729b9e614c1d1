import type { Bounds } from '../../gateway/limits/bounds.js';
import type { Metrics } from '../../observe/metrics/metrics.js';
import { noTracing, type Tracing } from '../../observe/tracing/tracing.js';
import type { SharedState } from '../../state/shared-state.js';
import type { AnswerRoom } from '../../upstream/wire/answer-room.js';
import { createUpstream, type TenantUpstream } from '../../upstream/upstream.js';
import { isOneOfSeveral, type Run } from '../run.js';
import { watchUpstream } from './watch-upstream.js';

export interface UpstreamParts {
  readonly bounds: Bounds;
  readonly room: AnswerRoom;
  readonly metrics: Metrics;
  readonly tracing: Tracing;
  readonly state: SharedState;
}

const longestExchangeMs = 10_000;

/** Milliseconds; an older report on a rate limit bucket says nothing about what is left in it. */
const bucketLifeMs = 10_000;

/** Creates the upstream that all requests share. */
export function openUpstream(
  { config, around, log }: Pick<Run, 'config' | 'around' | 'log'>,
  { bounds, room, metrics, tracing, state }: UpstreamParts,
): TenantUpstream {
  return createUpstream({
    url: around.upstream.url,
    connections: bounds.upstream,
    room,
    // A single call may take as long as the whole request: the request's own deadline ends both.
    headersTimeoutMs: config.upstreamTimeoutMs,
    // A client waits no longer for a token than for any other answer.
    exchangeTimeoutMs: Math.min(config.upstreamTimeoutMs, longestExchangeMs),
    watch: watchUpstream(metrics.upstream, log),
    trace: tracing === noTracing ? undefined : tracing.call,
    replicas: isOneOfSeveral(config),
    sharedBucket: (name) => state.text(`bucket:${name}`, bucketLifeMs),
  });
}
