import type { Dispatcher } from 'undici';
import type { TraceCall } from '../observe/tracing/tracing.js';
import type { AnswerRoom } from './wire/answer-room.js';
import { readBaseUrl } from './base-url.js';
import { call, type WireAnswer } from './wire/call.js';
import { createResilience, type ResilienceOptions, type ResilienceDeps } from './resilience/resilience.js';
import { createClockReader, type ClockReader } from './clock-reader.js';
import type { Upstream } from './exchange.js';
import { createFormExchange, type FormExchange } from './form-exchange.js';
import { CoalescedReads } from './coalesced-reads.js';
import { createKeySetReader, type KeySetReader } from './key-set-reader.js';
import { createPool } from './wire/pool.js';
import { readShared } from './read-shared.js';
import { sendWithBearer } from './send-with-bearer.js';
import { serverOf } from './wire/server-of.js';
import { compose, type Send } from './send.js';
import { passingOn, traced } from './traced.js';
import { nobodyWatches, type UpstreamWatch } from './watch.js';
import { writeRequest } from './wire/write-request.js';

export interface UpstreamOptions {
  /** Base URL of the v2 tenant; may have a path. */
  readonly url: string;
  /** Connections kept to the tenant, default 50. */
  readonly connections?: number;
  /** Default 2,000. */
  readonly connectTimeoutMs?: number;
  /** Until the head of the answer, and between two parts of its body; default 10,000. */
  readonly headersTimeoutMs?: number;
  /** Deadline of one exchange at the token endpoint, default 10,000. */
  readonly exchangeTimeoutMs?: number;
  /** Deadline of one reading of the tenant's key set, default 5,000. */
  readonly keySetTimeoutMs?: number;
  /** Bytes of one answer, default 16 MiB. */
  readonly maxAnswerBytes?: number;
  /** For the answers of the Management API; default: no limit. */
  readonly room?: AnswerRoom;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** Options of the interceptors around a call; `false`: there are none, each call is made at once, and once. */
  readonly resilience?: Partial<ResilienceOptions> | false;
  readonly watch?: UpstreamWatch;
  /** Whether other processes write to the tenant for the same callers; default false. See `coalesced-reads.ts`. */
  readonly replicas?: boolean;
  /** Default: there is only this process. */
  readonly sharedBucket?: ResilienceDeps['sharedBucket'];
  /** Makes a span of each API call; default: the trace is passed on. Exchanges and the key set belong to no trace. */
  readonly trace?: TraceCall | undefined;
}

/** The v2 tenant: its Management API, its token endpoint, and the keys it publishes. */
export interface TenantUpstream extends Upstream {
  readonly exchange: FormExchange;
  readonly readKeySet: KeySetReader;
  readonly readClock: ClockReader;
  /** Something was written in another way: no read that is under way is joined any more. */
  noteWrite(): void;
}

/** Connections kept free of API calls: exchanges and the key set get through while all API calls hang. */
const keptConnections = 2;

/**
 * The one way out to the tenant: one pool, one origin, kept alive, no redirects, no compressed answers.
 *
 * @throws TypeError for a base URL that cannot be one
 */
export function createUpstream(options: UpstreamOptions): TenantUpstream {
  const { origin, prefix } = readBaseUrl(options.url);
  const { now = Date.now, exchangeTimeoutMs = 10_000, keySetTimeoutMs = 5_000 } = options;
  const { connections = 50, watch = nobodyWatches, resilience = {}, room, trace } = options;
  const joined = new CoalescedReads({ replicas: options.replicas ?? false, room, watch });
  const { sharedBucket = () => undefined } = options;
  const pool = poolOf(origin, options, connections);
  const maxConcurrent = Math.max(1, connections - keptConnections);
  const wire: Send = (request, signal) => call({ pool }, request, signal);
  const roomyWire: Send = (request, signal) => call({ pool, room }, request, signal);
  const around = createResilience(resilience, { maxConcurrent, now, watch, sharedBucket });
  const api = compose(
    roomyWire,
    joined.coalescing,
    ...around.api,
    joined.sending,
    trace === undefined ? passingOn : traced(trace, serverOf(origin)),
  );
  return {
    send: (request, bearer, signal) => {
      const attempt = (token: string | undefined) => api(writeRequest(request, prefix, token), signal);
      const read = (answer: WireAnswer) => readShared(answer, now(), request);
      return sendWithBearer(attempt, bearer, signal).then(read);
    },
    exchange: createFormExchange(compose(wire, ...around.token), {
      prefix,
      timeoutMs: exchangeTimeoutMs,
      now,
    }),
    readKeySet: createKeySetReader(compose(wire, ...around.keys), { prefix, timeoutMs: keySetTimeoutMs }),
    readClock: createClockReader(wire, { prefix, timeoutMs: keySetTimeoutMs }),
    noteWrite: () => {
      joined.close();
    },
    close: () => pool.close(),
  };
}

function poolOf(origin: string, options: UpstreamOptions, connections: number): Dispatcher {
  const { headersTimeoutMs = 10_000 } = options;
  return createPool(origin, {
    connections,
    connect: { timeout: options.connectTimeoutMs ?? 2_000 },
    headersTimeout: headersTimeoutMs,
    bodyTimeout: headersTimeoutMs,
    maxResponseSize: options.maxAnswerBytes ?? 16 * 1024 * 1024,
  });
}
