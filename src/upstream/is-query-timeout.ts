import type { WireAnswer } from './wire/call.js';

/**
 * Whether v2 has given a search up because it takes longer than v2 lets it (official OpenAPI: `GET /users`, 503). That
 * is no fault of the tenant's: it is well, and would give the same search up again. Its sentence is all that tells, for
 * no errorCode of it is known; in other words it is a 503 as any other.
 */
export function isQueryTimeout({ status, body }: Pick<WireAnswer, 'status' | 'body'>): boolean {
  return status === 503 && body.includes('"The query exceeded the timeout');
}

/** In the place of v2's errorCode. */
export const overTimeCode = 'query_timeout';
