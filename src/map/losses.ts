import type { Loss, Route, Scope } from './route.js';

/**
 * The losses that this very request runs into. One with a `field` happens only when the client asked for what
 * gets lost, be it a field of the request or something computed of it: `verify: false`, null and an empty text ask for nothing, and node's SDK always sends `verify`.
 */
export function lossesOf({ lossy }: Route, scope: Scope): Loss[] {
  return lossy.filter(
    ({ field, callers }) =>
      (callers === undefined || callers.has(scope.caller.kind)) &&
      (field === undefined || asks(field(scope))),
  );
}

function asks(value: unknown): boolean {
  return value !== undefined && value !== null && value !== false && value !== '';
}
