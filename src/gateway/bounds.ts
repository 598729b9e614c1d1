import type { Refusal } from './header-guard.js';

/** How much may be going on at once, over all clients together. */
export interface Bounds {
  /** Per port. */
  readonly connections: number;
  /** Requests on their way through to the tenant; each holds a connection to it. */
  readonly passThrough: number;
  /** Bytes of bodies that have been read and whose requests are not answered yet. */
  readonly bodyBytes: number;
}

export const usualBounds: Bounds = {
  connections: 2_000,
  passThrough: 1_000,
  bodyBytes: 64 * 1024 * 1024,
};

/** What comes beyond a bound is told to come again. */
export const atTheLimit: Refusal = {
  status: 503,
  sentence: 'Too much is going on here: try again in a moment.',
  retryAfterS: 1,
};
