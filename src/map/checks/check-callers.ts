import type { Report } from '../read/report.js';
import { ownerSlot, type Reshape } from '../route.js';
import type { EntrySource, StepSource } from '../read/source.js';

/**
 * Checks that a route for `user` admits only the user's own record: the pipeline compares a slot, or a step's
 * function does. An entry that is also open to anonymous callers is exempt: an id_token gives no further rights
 * there, as in `/unlink`, whose call carries a token from the body.
 */
export function checkCallers(
  { callers, lines, steps, reply }: EntrySource,
  reshapes: Readonly<Record<string, Reshape>>,
  report: Report,
): void {
  if (!callers.includes('user') || callers.includes('anonymous')) return;
  const at = ['callers', callers.indexOf('user')];
  const lists = [steps.v2, steps['v2-2015']].filter((list) => list !== undefined);
  const isHeld = lists.length > 0 && lists.every((list) => list.some((step) => holdsToOwn(step, reshapes)));
  if (!lines[0].slots.includes(ownerSlot) && !isHeld)
    report.at(
      at,
      `"user" needs the slot {${ownerSlot}}, or a step that holds it to itself: an id_token opens its own user only.`,
    );
  if (typeof reply === 'object' && reply.page !== undefined)
    report.at(
      at,
      'A list with pages is not for "user": no link to the next page can be sealed for an id_token.',
    );
}

function holdsToOwn({ kind, step }: StepSource, reshapes: Readonly<Record<string, Reshape>>): boolean {
  return kind === 'compute' && step.when === undefined && reshapes[step.compute]?.ownUserOnly === true;
}
