import { pageQuery, upstreamPageSize } from '../map/run/v2-paging.js';
import { readPage } from './lists/collect.js';
import { endlessList, mostPages } from './lists/list-in.js';

/** How often a list of several pages is read before the item counts as missing. */
const looks = 3;

/**
 * Looks for one item in all pages of a list. v2's pages are offsets: if another item is deleted meanwhile, an item
 * can slip from a page not yet read into one already read, and is seen in neither. A miss is therefore believed only
 * after several passes; a find counts at once.
 *
 * @param ask makes one v2 call with these paging parameters and returns its body
 * @param find picks the item from those of a page; undefined if it is not there
 * @throws GatewayError `upstream-unreadable` for a list that is implausibly long
 */
export async function lookThrough<T>(
  ask: (query: [string, string][]) => Promise<unknown>,
  find: (items: readonly unknown[]) => T | undefined,
): Promise<T | undefined> {
  for (let look = 0; look < looks; look += 1) {
    const { items, total } = readPage(await ask(pageQuery(0, upstreamPageSize)));
    const found = find(items);
    if (found !== undefined || total <= items.length) return found;
    const count = Math.ceil(total / upstreamPageSize);
    if (count > mostPages) throw endlessList();
    const others = Array.from({ length: count - 1 }, (_, n) => ask(pageQuery(n + 1, upstreamPageSize)));
    const pages = (await Promise.all(others)).map(readPage);
    const later = pages.map((page) => find(page.items)).find((each) => each !== undefined);
    if (later !== undefined) return later;
  }
  return undefined;
}
