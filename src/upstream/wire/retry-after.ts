import type { WireHeaders } from './picked-headers.js';

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
  const reset = single(headers['x-ratelimit-reset']);
  return isDigits(reset) ? until(Number(reset) * 1000, now) : usualWaitS;
}

/** What Retry-After alone says, in seconds. */
export function parseRetryAfter(headers: WireHeaders, now: number): number | undefined {
  return readSeconds(single(headers['retry-after']), now);
}

function readSeconds(text: string, now: number): number | undefined {
  if (isDigits(text)) return Number(text);
  const date = text.endsWith(' GMT') ? Date.parse(text) : NaN;
  return Number.isNaN(date) ? undefined : until(date, now);
}

/** A header that occurs twice is ignored. */
function single(value: string | string[] | undefined): string {
  return typeof value === 'string' ? value : '';
}

function isDigits(text: string): boolean {
  return /^\d{1,10}$/.test(text);
}

function until(date: number, now: number): number {
  return Math.max(0, Math.ceil((date - now) / 1000));
}
