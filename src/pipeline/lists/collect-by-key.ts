import { GatewayError } from '../../errors/gateway-error.js';
import { leastAsked, pageQuery, upstreamCeiling, upstreamPageSize } from '../../map/run/v2-paging.js';
import { ascends } from './ascends.js';
import { collect, readPage, type Collected, type Page } from './collect.js';

/** One v1 page: by the key of the item before it, or, where a client counts pages by itself, by its number. */
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
  /** How many come after the last of them, as v2 counts. */
  readonly left: number;
}

/** After these a page stays short, and the next one begins there: two are enough unless items come and go. */
const mostRounds = 5;
/** Calls that one request may spend on counting to a page that was asked for by its number. */
const mostJumps = 50;

/**
 * Gathers one v1 page of a list of any size, though v2 gives no more than 1000 items of one query: each page asks
 * for what comes after the last item of the page before. Whatever is created or deleted meanwhile moves nothing: no
 * item comes twice, and none that stays is missed.
 *
 * @throws GatewayError `input-invalid` for a page number too far to be counted to, `upstream-unreadable` for a list
 *   that is not in the order of its key, or does not go on behind one: what it gives would not be all
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
  // A list that is all here may be in any order.
  if (after !== undefined || stretch.left > 0) requireOrder(after, items, list);
  return stretch;
}

async function readInOrder(between: Between, paging: [string, string][], list: KeyedList): Promise<Page> {
  const page = readPage(await list.ask(between, paging));
  requireOrder(between.after, page.items, list);
  return page;
}

/** A tenant, or what stands before it, may overlook `sort` or `q`, or sort as a dictionary does. */
function requireOrder(after: string | undefined, items: readonly unknown[], { keyOf }: KeyedList): void {
  if (ascends([...(after === undefined ? [] : [after]), ...items.map(keyOf)])) return;
  throw new GatewayError('upstream-unreadable', {
    message:
      'A list of the tenant is not in the order that was asked for, so that it cannot be read to its end.',
  });
}

/**
 * Several pages behind one key at a time. Their places are counted by v2, so that an item deleted between two of
 * them pulls another out of both: v2's total tells, and what stands in between is asked for. Behind a page that holds
 * less than its total says the places are not to be trusted.
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

/** Within what v2 gives of one query its own pages serve. */
async function countedPage({ page, perPage }: KeyedRange, list: KeyedList): Promise<Collected> {
  const { items, total } = await collect({ page, perPage }, (paging) => readInOrder({}, paging, list));
  const more = page * perPage + items.length < total && items.length > 0;
  return { items, total, next: more ? nextAfter(items, page, list) : undefined };
}

/** Counts 1000 items a call; undefined when the list ends before. */
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
