import type { WireAnswer } from './wire/call.js';

/**
 * Whether v2 gave a search up because it took longer than v2 allows (official OpenAPI: `GET /users`, 503). The tenant
 * is well, and would give the same search up again. The message is the only sign, because no errorCode is known; with
 * another message it counts as any other 503.
 */
export function isQueryTimeout({ status, body }: Pick<WireAnswer, 'status' | 'body'>): boolean {
  return status === 503 && body.includes('"The query exceeded the timeout');
}

/** Stands in for v2's errorCode. */
export const queryTimeoutCode = 'query_timeout';
