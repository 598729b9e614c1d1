import type { Refusal } from '../header-guard.js';

/** How much may be going on at once, over all clients together. */
export interface Bounds {
  /** Per port. */
  readonly connections: number;
  /** Requests that have come before an earlier one on their connection is answered. */
  readonly pipelined: number;
  /** Requests on their way through to the tenant; each holds a connection to it. */
  readonly passThrough: number;
  /** Connections of the street to the tenant. Without pipelining 16 to 64 are as fast as it gets. */
  readonly upstream: number;
  /** Bytes of bodies that have been read and whose requests are not answered yet. */
  readonly bodyBytes: number;
  /** Bytes of the tenant's answers to the street, and of answers that their clients have not taken yet. */
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

/** What the process itself holds open: its log, its ports, Redis, the operator's connections, files it reads. */
const ownFiles = 48;

/**
 * Bounds that fit into so many open files. A process that runs out of them cannot even take a connection in order to
 * refuse it, or open one to the tenant for a request that it has taken.
 *
 * @param ports how many ports share them
 * @param workers how many processes share the connections to the tenant; all else is each one's own
 */
export function boundsWithin(openFiles: number, ports: number, workers = 1): Bounds {
  const left = Math.max(16, openFiles - ownFiles);
  return {
    ...usualBounds,
    // Half for clients; each of their requests may need a file towards the tenant.
    connections: Math.min(usualBounds.connections, Math.floor(left / 2 / ports)),
    passThrough: Math.min(usualBounds.passThrough, Math.floor(left / 4)),
    upstream: Math.min(Math.ceil(usualBounds.upstream / workers), Math.floor(left / 4)),
  };
}

/** What comes beyond a bound is told to come again. */
export const overloaded: Refusal = {
  status: 503,
  sentence: 'Too much is going on here: try again in a moment.',
  retryAfterS: 1,
};
