import type { Given, Loss, Route } from './route.js';

/**
 * The losses that this very request runs into. One with a `field` happens only when the client asked for what
 * gets lost: `verify: false`, null and an empty text ask for nothing, and node's SDK always sends `verify`.
 */
export function lossesOf({ lossy }: Route, given: Given): Loss[] {
  if (lossy.length === 0) return [];
  const scope = { ...given, answers: {} };
  return lossy.filter(
    ({ field, callers }) =>
      (callers === undefined || callers.has(given.caller.kind)) &&
      (field === undefined || asks(field(scope))),
  );
}

function asks(value: unknown): boolean {
  return value !== undefined && value !== null && value !== false && value !== '';
}
