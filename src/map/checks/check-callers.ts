import type { Report } from '../read/report.js';
import { ownerSlot } from '../route.js';
import type { EntrySource } from '../read/source.js';

/**
 * An id_token opens its own user only, which the pipeline checks by a slot. An entry that anybody may call without a
 * token gives a user nothing more, as one whose call carries a token from the body (`/unlink`).
 */
export function checkCallers({ callers, lines, reply }: EntrySource, report: Report): void {
  if (!callers.includes('user') || callers.includes('anonymous')) return;
  const at = ['callers', callers.indexOf('user')];
  if (!lines[0].slots.includes(ownerSlot))
    report.at(at, `"user" needs the slot {${ownerSlot}}: an id_token opens its own user only.`);
  if (typeof reply === 'object' && reply.page !== undefined)
    report.at(
      at,
      'A list with pages is not for "user": no link to the next page can be sealed for an id_token.',
    );
}
