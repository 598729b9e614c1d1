import { GatewayError } from '../../errors/gateway-error.js';
import { leastAsked, pageQuery, upstreamCeiling, upstreamPageSize } from '../../map/run/v2-paging.js';
import { ascends } from './ascends.js';
import { collect, readPage, type Collected, type Page } from './collect.js';

/** One v1 page: by the key of the item before it, or by its number if a client counts pages itself. */
export interface KeyedRange {
  readonly after: string | undefined;
  readonly page: number;
  readonly perPage: number;
}

/** Both ends excluded. */
export interface Between {
  readonly after?: string | undefined;
  readonly before?: string | undefined;
}

/** A v2 list in the order of a field that no two items share. */
export interface KeyedList {
  /** Makes one v2 call for the items between two keys, with these paging parameters, and answers its body. */
  readonly ask: (between: Between, paging: [string, string][]) => Promise<unknown>;
  readonly keyOf: (item: unknown) => string;
}

interface Stretch {
  readonly items: readonly unknown[];
  /** How many items follow the last of these, by v2's count. */
  readonly left: number;
}

/** Rounds for one page, which then stays short; the next one begins there. Two suffice unless items come and go. */
const mostRounds = 5;
/** Calls that one request may spend on counting to a page by its number. */
const mostJumps = 50;

/**
 * Gathers one v1 page of a list of any size, although v2 gives at most 1000 items of one query: each page asks for
 * the items after the last item of the page before. Items that are created or deleted meanwhile shift nothing: no
 * item comes twice, and none that stays is missed.
 *
 * @throws GatewayError `input-invalid` for a page number too far to be counted to, `upstream-unreadable` for a list
 *   that is not in the order of its key or does not continue after a key, because it could not be read completely
 */
export async function collectByKey(range: KeyedRange, list: KeyedList): Promise<Collected> {
  const { after, page, perPage } = range;
  if (after !== undefined || page === 0) return pageAfter(after, range, list);
  if ((page + 1) * perPage <= upstreamCeiling) return countedPage(range, list);
  const before = await keyBefore(page * perPage, list);
  return before === undefined ? { items: [], next: undefined } : pageAfter(before, range, list);
}

async function pageAfter(
  after: string | undefined,
  { page, perPage }: KeyedRange,
  list: KeyedList,
): Promise<Collected> {
  let found = await readAfter(after, Math.min(perPage, upstreamPageSize), list);
  for (let round = 1; found.left > 0 && found.items.length < perPage && round < mostRounds; round += 1) {
    const wanted = Math.min(perPage - found.items.length, found.left);
    const more = await stretchAfter(lastKey(found.items, list), wanted, list);
    found = { items: [...found.items, ...more.items], left: more.items.length === 0 ? 0 : more.left };
  }
  return { items: found.items, next: found.left > 0 ? nextAfter(found.items, page, list) : undefined };
}

function stretchAfter(after: string, wanted: number, list: KeyedList): Promise<Stretch> {
  return wanted <= upstreamPageSize ? readAfter(after, wanted, list) : readSideBySide(after, wanted, list);
}

async function readAfter(after: string | undefined, size: number, list: KeyedList): Promise<Stretch> {
  const { items, total } = readPage(await list.ask({ after }, pageQuery(0, Math.max(size, leastAsked))));
  const stretch = { items: items.slice(0, size), left: total - Math.min(size, items.length) };
  // A list that fits in one answer may be in any order.
  if (after !== undefined || stretch.left > 0) requireOrder(after, items, list);
  else for (const item of items) list.keyOf(item);
  return stretch;
}

async function readInOrder(between: Between, paging: [string, string][], list: KeyedList): Promise<Page> {
  const page = readPage(await list.ask(between, paging));
  requireOrder(between.after, page.items, list);
  return page;
}

/** A tenant, or a proxy before it, may ignore `sort` or `q`, or sort as a dictionary does. */
function requireOrder(after: string | undefined, items: readonly unknown[], { keyOf }: KeyedList): void {
  if (ascends([...(after === undefined ? [] : [after]), ...items.map(keyOf)])) return;
  throw new GatewayError('upstream-unreadable', {
    message:
      'A list of the tenant is not in the order that was asked for, so that it cannot be read to its end.',
  });
}

/**
 * Reads several pages after one key at the same time. v2's pages are offsets: if an item is deleted between two
 * calls, another item slips out of both pages. v2's totals then differ, and the gap is asked for. A page that holds
 * less than its total says makes all later pages unreliable, and they are dropped.
 */
async function readSideBySide(after: string, wanted: number, list: KeyedList): Promise<Stretch> {
  const count = Math.ceil(wanted / upstreamPageSize);
  const size = Math.ceil(wanted / count);
  const numbers = Array.from({ length: count }, (_, n) => n);
  const asked = await Promise.all(numbers.map((n) => readInOrder({ after }, pageQuery(n, size), list)));
  const short = asked.findIndex(({ items, total }, n) => items.length < Math.min(size, total - n * size));
  const pages = short === -1 ? asked : asked.slice(0, short + 1);
  requireOrder(
    undefined,
    pages.flatMap(({ items }) => items.slice(0, 1)),
    list,
  );
  const gaps = await Promise.all(pages.map((page, n) => readGap(pages[n - 1], page, list)));
  const items = new Map<string, unknown>();
  pages.forEach((page, n) => {
    for (const item of [...(gaps[n] ?? []), ...page.items]) items.set(list.keyOf(item), item);
  });
  const last = pages.at(-1);
  const behind = (last?.total ?? 0) - (pages.length - 1) * size - (last?.items.length ?? 0);
  const cut = Math.max(0, items.size - wanted);
  return { items: [...items.values()].slice(0, wanted), left: Math.max(0, behind) + cut };
}

async function readGap(before: Page | undefined, behind: Page, list: KeyedList): Promise<unknown[]> {
  const [first] = behind.items;
  if (before === undefined || before.items.length === 0 || first === undefined) return [];
  if (before.total === behind.total) return [];
  const between = { after: lastKey(before.items, list), before: list.keyOf(first) };
  return (await readInOrder(between, pageQuery(0, upstreamPageSize), list)).items;
}

/** Within v2's ceiling of one query, v2's own pages suffice. */
async function countedPage({ page, perPage }: KeyedRange, list: KeyedList): Promise<Collected> {
  const { items, total } = await collect({ page, perPage }, (paging) => readInOrder({}, paging, list));
  const more = page * perPage + items.length < total && items.length > 0;
  return { items, total, next: more ? nextAfter(items, page, list) : undefined };
}

/** The key of the item before the offset, counted in calls of 1000 items; undefined when the list ends before. */
async function keyBefore(offset: number, list: KeyedList): Promise<string | undefined> {
  let after: string | undefined;
  let left = offset;
  while (left > 0) {
    const jump = Math.min(left, upstreamCeiling);
    const page = Math.ceil(jump / upstreamPageSize) - 1;
    const { items, total } = await readInOrder({ after }, pageQuery(page, upstreamPageSize), list);
    const item = items[jump - page * upstreamPageSize - 1];
    if (item === undefined || total <= left) return undefined;
    if (offset > mostJumps * upstreamCeiling) {
      throw new GatewayError('input-invalid', {
        message: '"page" is too far to be counted to: follow the Link header from page to page',
      });
    }
    after = list.keyOf(item);
    left -= jump;
  }
  return after;
}

function nextAfter(items: readonly unknown[], page: number, list: KeyedList): Collected['next'] {
  return { page: page + 1, cursor: lastKey(items, list) };
}

function lastKey(items: readonly unknown[], { keyOf }: KeyedList): string {
  return keyOf(items.at(-1));
}
