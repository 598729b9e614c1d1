import { endlessList, listIn, mostPages } from './list-in.js';

/**
 * Gathers a list by checkpoint, `{ <items>: [...], next? }`, one page after the other, because only each answer names
 * the next page.
 *
 * @param ask makes one v2 call with these parameters added to its query
 * @throws GatewayError `upstream-unreadable` for a list without end, and for an answer that is not a list
 */
export async function follow(ask: (query: [string, string][]) => Promise<unknown>): Promise<unknown[]> {
  const items: unknown[] = [];
  let from: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const body = await ask(from === undefined ? [] : [['from', from]]);
    items.push(...listIn(body));
    const { next } = body as { readonly next?: unknown };
    if (typeof next !== 'string' || next === '') return items;
    from = next;
  }
  throw endlessList();
}
