import { readCount, type WireHeaders } from './picked-headers.js';

const usualWaitS = 1;

/**
 * Seconds after which v2 wants to be asked again: Retry-After in seconds or as a date (RFC 9110 section 10.2.3);
 * without it, on a 429, `x-ratelimit-reset`, the epoch second at which the bucket is full. v2 sends that field with
 * every answer, so it says nothing on other statuses. A 429 with neither means one second, because a client that is
 * told 429 is also told when to come back.
 */
export function readRetryAfter(status: number, headers: WireHeaders, now: number): number | undefined {
  const asked = parseRetryAfter(headers, now);
  if (asked !== undefined || status !== 429) return asked;
  const reset = readCount(headers['x-ratelimit-reset']);
  return reset === undefined ? usualWaitS : until(reset * 1000, now);
}

/** What Retry-After alone says, in seconds. */
export function parseRetryAfter(headers: WireHeaders, now: number): number | undefined {
  const asked = headers['retry-after'];
  const seconds = readCount(asked);
  if (seconds !== undefined || typeof asked !== 'string' || !asked.endsWith(' GMT')) return seconds;
  const date = Date.parse(asked);
  return Number.isNaN(date) ? undefined : until(date, now);
}

function until(date: number, now: number): number {
  return Math.max(0, Math.ceil((date - now) / 1000));
}
