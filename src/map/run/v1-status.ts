import type { Route } from '../route.js';

const clientClosedRequest = 499;

/**
 * The status that a v1 client is told. Where an SDK takes every one but 400 for success (`only-400`), a write that was
 * not made must not look like one that was: 409, 413, 429 and 5xx become 400. What is as v1 had it stays: 401, 402, 403
 * and 404, by which other SDKs raise errors of their own. 499 is for the log, nobody is there to read it.
 */
export function v1StatusOf(status: number, { only400 }: Pick<Route, 'only400'>): number {
  return only400 && status > 404 && status !== clientClosedRequest ? 400 : status;
}
