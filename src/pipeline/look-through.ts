import { pageQuery, upstreamPageSize } from '../map/run/v2-paging.js';
import { readPage } from './lists/collect.js';
import { endlessList, mostPages } from './lists/list-in.js';

/** Of a list of several pages, before it is believed that nothing is found in it. */
const looks = 3;

/**
 * Looks for one item in all pages of a list, however many, which v2 counts by places: where another item is removed
 * meanwhile, one slips from a page that is still to come into one that is already read, and is seen in neither. So a
 * miss is believed only after further looks; what is found is true at once.
 *
 * @param ask makes one v2 call with these paging parameters and answers its body
 * @param find what is looked for among the items of a page; undefined where it is not there
 * @throws GatewayError `upstream-unreadable` for a list that cannot be so long
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
