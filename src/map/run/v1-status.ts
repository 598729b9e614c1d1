import type { Route } from '../route.js';

const clientClosedRequest = 499;

/**
 * The status that a v1 client gets. With `only-400`, for an SDK that takes every other status for success, 409, 413,
 * 429 and 5xx become 400, so that a write that was not made does not look made. 401, 402, 403 and 404 stay as in v1,
 * because other SDKs raise errors of their own by them. 499 is only for the log, because the client is gone.
 */
export function v1StatusOf(status: number, { only400 }: Pick<Route, 'only400'>): number {
  return only400 && status > 404 && status !== clientClosedRequest ? 400 : status;
}
