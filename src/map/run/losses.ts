import type { Asker, Loss, ReshapeContext, Route, Scope } from '../route.js';

/** A loss that affects a request. */
export interface ShownLoss extends Pick<Loss, 'id' | 'why'> {
  /** The v1 fields that it affects, if `shows` names them; undefined: the fields that the loss always affects. */
  readonly fields?: readonly string[];
}

/**
 * The losses of this request that are known by the request alone or by v2's answers. A loss with a `field` happens
 * only if that value is there, and with `shows` only if that function says so of the value. `verify: false`, null and
 * an empty text do not count: node's SDK always sends `verify`.
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

/** The losses that only v2's answers can show, for this kind of caller. */
export function lossesToCome({ lossy }: Route, caller: Asker): Loss[] {
  return lossy.filter((loss) => loss.knownBy === 'answer' && concerns(loss, caller));
}

function concerns({ callers }: Loss, { kind, guessed }: Asker): boolean {
  return callers?.has(guessed === true ? 'guessed' : kind) !== false;
}

/** Whether the loss happens, or the fields that it affects. */
function shownBy(value: unknown, shows: Loss['shows'], context: ReshapeContext): unknown {
  if (shows !== undefined) return value !== undefined && shows(value, context);
  return value !== undefined && value !== null && value !== false && value !== '';
}
