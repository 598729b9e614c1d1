import type { Asker, Loss, ReshapeContext, Route, Scope } from './route.js';

/**
 * The losses that this very request runs into, of those that are known by the request alone or by v2's answers. One
 * with a `field` happens only when that value is there, and with `shows` only when that function says so of it:
 * `verify: false`, null and an empty text ask for nothing, and node's SDK always sends `verify`.
 */
export function lossesOf(
  { lossy }: Route,
  knownBy: Loss['knownBy'],
  { scope, context }: { scope: Scope; context: ReshapeContext },
): Loss[] {
  return lossy.filter(
    (loss) =>
      loss.knownBy === knownBy &&
      concerns(loss, scope.caller) &&
      (loss.field === undefined || happens(loss.field(scope), loss.shows, context)),
  );
}

/** The losses that only v2's answers can tell of, for this kind of caller. */
export function lossesToCome({ lossy }: Route, caller: Asker): Loss[] {
  return lossy.filter((loss) => loss.knownBy === 'answer' && concerns(loss, caller));
}

function concerns({ callers }: Loss, { kind, guessed }: Asker): boolean {
  return callers?.has(guessed === true ? 'guessed' : kind) !== false;
}

function happens(value: unknown, shows: Loss['shows'], context: ReshapeContext): boolean {
  if (shows !== undefined) return value !== undefined && shows(value, context) === true;
  return value !== undefined && value !== null && value !== false && value !== '';
}
