import type { Refusal } from '../header-guard.js';

/** Upper bounds over all clients together. */
export interface Bounds {
  /** Per port. */
  readonly connections: number;
  /** Requests waiting for the answer to an earlier one on their connection. */
  readonly pipelined: number;
  /** Passed-through requests in flight; each holds a connection to the tenant. */
  readonly passThrough: number;
  /** Connections to the tenant for v1 requests. Without pipelining, more than 16 to 64 are no faster. */
  readonly upstream: number;
  /** Bytes of request bodies that are read and not answered yet. */
  readonly bodyBytes: number;
  /** Bytes of the tenant's answers to v1 requests, and of answers that clients have not read yet. */
  readonly answerBytes: number;
}

export const usualBounds: Bounds = {
  connections: 2_000,
  pipelined: 1_000,
  passThrough: 1_000,
  upstream: 50,
  bodyBytes: 64 * 1024 * 1024,
  answerBytes: 32 * 1024 * 1024,
};

/** Files that the process itself holds open: its log, ports, Redis, the operator's connections, files it reads. */
const ownFiles = 48;

/**
 * Bounds that fit into this limit of open files. A process without free file descriptors can neither accept a
 * connection to refuse it, nor open one to the tenant for a request that it has accepted.
 *
 * @param ports number of ports that share them
 * @param workers number of processes that share the connections to the tenant; every other bound is per process
 */
export function boundsWithin(openFiles: number, ports: number, workers = 1): Bounds {
  const left = Math.max(16, openFiles - ownFiles);
  return {
    ...usualBounds,
    // Half for clients, half for the connections to the tenant that their requests may need.
    connections: Math.min(usualBounds.connections, Math.floor(left / 2 / ports)),
    passThrough: Math.min(usualBounds.passThrough, Math.floor(left / 4)),
    upstream: Math.min(Math.ceil(usualBounds.upstream / workers), Math.floor(left / 4)),
  };
}

/** The answer to a request beyond a bound. */
export const overloaded: Refusal = {
  status: 503,
  sentence: 'Too much is going on here: try again in a moment.',
  retryAfterS: 1,
};
