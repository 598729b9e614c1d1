import type { Asker, Loss, ReshapeContext, Route, Scope } from '../route.js';

/** A loss that a request has run into. */
export interface ShownLoss extends Pick<Loss, 'id' | 'why'> {
  /** The fields of v1's that it touches, as far as `shows` tells; undefined: those that the loss always touches. */
  readonly fields?: readonly string[];
}

/**
 * The losses that this very request runs into, of those that are known by the request alone or by v2's answers. One
 * with a `field` happens only when that value is there, and with `shows` only when that function says so of it:
 * `verify: false`, null and an empty text ask for nothing, and node's SDK always sends `verify`.
 */
export function lossesOf(
  { lossy }: Route,
  knownBy: Loss['knownBy'],
  { scope, context }: { scope: Scope; context: ReshapeContext },
): ShownLoss[] {
  const found: ShownLoss[] = [];
  for (const loss of lossy) {
    if (loss.knownBy !== knownBy || !concerns(loss, scope.caller)) continue;
    const shown = loss.field === undefined ? true : shownBy(loss.field(scope), loss.shows, context);
    if (shown === true) found.push(loss);
    else if (Array.isArray(shown) && shown.length > 0)
      found.push({ id: loss.id, why: loss.why, fields: shown as string[] });
  }
  return found;
}

/** The losses that only v2's answers can tell of, for this kind of caller. */
export function lossesToCome({ lossy }: Route, caller: Asker): Loss[] {
  return lossy.filter((loss) => loss.knownBy === 'answer' && concerns(loss, caller));
}

function concerns({ callers }: Loss, { kind, guessed }: Asker): boolean {
  return callers?.has(guessed === true ? 'guessed' : kind) !== false;
}

/** Whether it happens, or at which fields. */
function shownBy(value: unknown, shows: Loss['shows'], context: ReshapeContext): unknown {
  if (shows !== undefined) return value !== undefined && shows(value, context);
  return value !== undefined && value !== null && value !== false && value !== '';
}
