import { checkpointQuery, upstreamPageSize } from '../../map/run/v2-paging.js';
import { asJsonObject } from '../../syntax/json-object.js';
import { listIn } from './list-in.js';

/**
 * Gathers the items after a checkpoint, in v2's order. The calls are made one after the other, because the last item
 * of a page says where the next one begins. A page that is not full is the last one.
 *
 * @param from id of the item before the first; undefined for the whole list
 * @param ask makes one v2 call with these paging parameters and returns its body, a list of log entries or
 *   `{ <items>: [], next? }`
 * @throws GatewayError `upstream-unreadable` for an answer that is not a list
 */
export async function collectAfter(
  { from, take }: { from: string | undefined; take: number },
  ask: (query: [string, string][]) => Promise<unknown>,
): Promise<readonly unknown[]> {
  const items: unknown[] = [];
  let checkpoint = from;
  while (items.length < take) {
    const size = Math.min(take - items.length, upstreamPageSize);
    const page = readCheckpointPage(await ask(checkpointQuery(checkpoint, size)));
    items.push(...page.items.slice(0, size));
    // Ends the loop if a tenant returns the same checkpoint again.
    if (page.items.length < size || page.next === undefined || page.next === checkpoint) break;
    checkpoint = page.next;
  }
  return items;
}

/** Lists say in `next` where to continue. Log entries come as a bare list: the checkpoint is the last entry's id. */
function readCheckpointPage(body: unknown): { items: readonly unknown[]; next: string | undefined } {
  const items = listIn(body);
  if (!Array.isArray(body)) return { items, next: textOf(asJsonObject(body)['next']) };
  const last = asJsonObject(items.at(-1));
  return { items, next: textOf(last['log_id']) ?? textOf(last['_id']) };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
