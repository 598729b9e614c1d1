import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { collectByKey, type Between, type KeyedList } from '../../../src/pipeline/lists/collect-by-key.js';

/** A v2 list of keys, with v2's limits: 100 a call, nothing past 1000 of one query. */
class Tenant {
  readonly keys: Set<string>;
  readonly calls: string[] = [];
  /** Changes at the tenant, by the number of the answer that they precede. */
  readonly events = new Map<number, () => void>();
  #answers = 0;

  constructor(count: number) {
    this.keys = new Set(Array.from({ length: count }, (_, n) => keyOf(n)));
  }

  readonly list: KeyedList = {
    keyOf: String,
    ask: async ({ after, before }: Between, paging) => {
      const { page, per_page: size } = Object.fromEntries(paging);
      this.calls.push(`${after ?? ''}..${before ?? ''} ${page ?? ''}x${size ?? ''}`);
      await Promise.resolve();
      this.events.get((this.#answers += 1))?.();
      const start = Number(page) * Number(size);
      if (Number(size) > 100 || start + Number(size) > 1000) throw new Error('v2 refuses');
      const found = [...this.keys]
        .sort()
        .filter((key) => key > (after ?? '') && (before === undefined || key < before));
      return { total: found.length, users: found.slice(start, start + Number(size)) };
    },
  };

  page(perPage: number, after?: string, page = 0) {
    return collectByKey({ page, perPage, after }, this.list);
  }
}

function keyOf(n: number): string {
  return String(n).padStart(6, '0');
}

function keys(from: number, to: number): string[] {
  return Array.from({ length: to - from }, (_, n) => keyOf(from + n));
}

describe('a page of a list of any size', () => {
  test.each([
    { title: 'one call for a hundred', perPage: 100, total: 5000, calls: ['.. 0x100'], next: '000099' },
    {
      title: 'the last page is full and has no next',
      perPage: 5,
      total: 5,
      calls: ['.. 0x10'],
      next: undefined,
    },
    { title: 'no item at all', perPage: 500, total: 0, calls: ['.. 0x100'], next: undefined },
    {
      title: 'five calls for five hundred, four of them side by side',
      perPage: 500,
      total: 5000,
      calls: ['.. 0x100', '000099.. 0x100', '000099.. 1x100', '000099.. 2x100', '000099.. 3x100'],
      next: '000499',
    },
    {
      title: 'no more than is asked for',
      perPage: 250,
      total: 251,
      calls: ['.. 0x100', '000099.. 0x75', '000099.. 1x75'],
      next: '000249',
    },
  ])('$title', async ({ perPage, total, calls, next }) => {
    const tenant = new Tenant(total);
    const found = await tenant.page(perPage);
    expect(found.items).toEqual(keys(0, Math.min(perPage, total)));
    expect(found.next?.cursor).toBe(next);
    expect(tenant.calls).toEqual(calls);
  });

  test.each([
    { title: 'within the first thousand by its place', page: 3, perPage: 100, calls: 1 },
    { title: 'behind it by counting a thousand a call', page: 12, perPage: 100, calls: 3 },
    { title: 'up to the very thousandth', page: 9, perPage: 100, calls: 1 },
    { title: 'with hundreds in it', page: 4, perPage: 500, calls: 7 },
  ])('asked for by its number is found $title', async ({ page, perPage, calls }) => {
    const tenant = new Tenant(5000);
    const found = await tenant.page(perPage, undefined, page);
    expect(found.items).toEqual(keys(page * perPage, (page + 1) * perPage));
    expect(found.next).toEqual({ page: page + 1, cursor: keyOf((page + 1) * perPage - 1) });
    expect(tenant.calls).toHaveLength(calls);
  });

  test('past the end is empty after one call', async () => {
    const tenant = new Tenant(1500);
    expect(await tenant.page(100, undefined, 40)).toEqual({ items: [], next: undefined });
    expect(tenant.calls).toHaveLength(1);
  });

  test('that is too far from the start to be counted is refused after one call', async () => {
    const tenant = new Tenant(60_000);
    await expect(tenant.page(100, undefined, 599)).rejects.toMatchObject({ code: 'input-invalid' });
    expect(tenant.calls).toHaveLength(1);
    const { items } = await tenant.page(100, undefined, 500);
    expect(items).toEqual(keys(50_000, 50_100));
  });

  test('is refused when the tenant ignores the key, instead of being read in an endless loop', async () => {
    const tenant = new Tenant(300);
    const ask: KeyedList['ask'] = (_, paging) => tenant.list.ask({}, paging);
    await expect(
      collectByKey({ page: 1, perPage: 100, after: '000099' }, { ...tenant.list, ask }),
    ).rejects.toMatchObject({ code: 'upstream-unreadable' });
  });
});

/** The list of a tenant, with the items of each answer rearranged. */
function arranged(tenant: Tenant, arrange: (items: string[]) => string[]): KeyedList {
  return {
    keyOf: String,
    ask: async (between, paging) => {
      const answer = (await tenant.list.ask(between, paging)) as { total: number; users: string[] };
      return { ...answer, users: arrange(answer.users) };
    },
  };
}

async function keysByLinks(list: KeyedList, perPage: number): Promise<unknown[]> {
  const seen: unknown[] = [];
  let after: string | undefined;
  do {
    const found = await collectByKey({ page: 0, perPage, after }, list);
    seen.push(...found.items);
    after = found.next?.cursor;
  } while (after !== undefined);
  return seen;
}

describe('a tenant that ignores the requested order', () => {
  const unreadable = { code: 'upstream-unreadable', message: expect.stringContaining('order') };

  test.each([1, 2, 7, 100, 250, 500])(
    'is detected, instead of its list being cut short, in pages of %d',
    async (perPage) => {
      const upsideDown = arranged(new Tenant(600), (items) => items.reverse());
      await expect(keysByLinks(upsideDown, perPage)).rejects.toMatchObject(unreadable);
      const overlooksSort = arranged(new Tenant(600), (items) => [...items.slice(3), ...items.slice(0, 3)]);
      await expect(keysByLinks(overlooksSort, perPage)).rejects.toMatchObject(unreadable);
    },
  );

  test('is detected when only a later page is affected, and when pages are found by their number', async () => {
    const later = arranged(new Tenant(600), (items) => (items[0] === '000300' ? items.reverse() : items));
    await expect(keysByLinks(later, 500)).rejects.toMatchObject(unreadable);
    for (const [page, perPage] of [
      [3, 100],
      [14, 100],
    ] as const) {
      const list = arranged(new Tenant(2_000), (items) => items.reverse());
      await expect(collectByKey({ page, perPage, after: undefined }, list)).rejects.toMatchObject(unreadable);
    }
  });

  test('may give a list that fits into one answer in any order', async () => {
    const list = arranged(new Tenant(60), (items) => items.reverse());
    expect(await keysByLinks(list, 100)).toHaveLength(60);
    await expect(keysByLinks(list, 59)).rejects.toMatchObject(unreadable);
  });

  test.each([
    ['UTF-16 units', (one: string, other: string) => (one < other ? -1 : 1)],
    ['UTF-8 bytes', (one: string, other: string) => Buffer.compare(Buffer.from(one), Buffer.from(other))],
  ])('may sort by %s, where UTF-16 and UTF-8 order differ', async (_, compare) => {
    const keys = ['a', 'z', '\u{10000}a', '\u{1f600}', '\uffee', '\uffeeb', '\ud7ff'].sort(compare);
    const ask: KeyedList['ask'] = ({ after }) => {
      const behind = after === undefined ? keys : keys.slice(keys.indexOf(after) + 1);
      return Promise.resolve({ total: behind.length, users: behind.slice(0, 3) });
    };
    expect(await keysByLinks({ ask, keyOf: String }, 3)).toEqual(keys);
  });
});

describe('a tenant that answers with fewer items than requested', () => {
  test.each([60, 500])('is read to its end, in pages of %d', async (perPage) => {
    const tenant = new Tenant(730);
    const list: KeyedList = {
      keyOf: String,
      ask: async (between, paging) => {
        const answer = (await tenant.list.ask(between, paging)) as { total: number; users: string[] };
        return { ...answer, users: answer.users.slice(0, 50) };
      },
    };
    expect(await keysByLinks(list, perPage)).toEqual(keys(0, 730));
  });
});

describe('when items are created and deleted meanwhile', () => {
  test('an item deleted between two parallel calls removes no other item from the page', async () => {
    const tenant = new Tenant(1000);
    tenant.events.set(4, () => tenant.keys.delete('000120'));
    const found = await tenant.page(500);
    expect(found.items).toEqual(keys(0, 500));
    expect(tenant.calls.at(-1)).toBe('000299..000301 0x100');
  });

  test('an item created between two parallel calls leaves the page full, without duplicates', async () => {
    const tenant = new Tenant(1000);
    tenant.events.set(4, () => tenant.keys.add('000120x'));
    const found = await tenant.page(500);
    expect(found.items).toEqual(keys(0, 500));
  });

  test('following the pages gives each remaining item once, in order, with few extra calls per change', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(1, 7, 100, 101, 250, 500),
        fc.integer({ min: 0, max: 1800 }),
        fc.array(fc.tuple(fc.nat(40), fc.nat(1800), fc.boolean()), { maxLength: 20 }),
        async (perPage, total, changes) => {
          const tenant = new Tenant(total);
          const staying = new Set(tenant.keys);
          // One change per call: a deletion and a creation between the same two answers look like no change.
          for (const [at, n, comes] of changes) {
            if (comes) tenant.events.set(at, () => tenant.keys.add(`${keyOf(n)}x`));
            else {
              staying.delete(keyOf(n));
              tenant.events.set(at, () => tenant.keys.delete(keyOf(n)));
            }
          }
          const seen: unknown[] = [];
          let after: string | undefined;
          do {
            const found = await tenant.page(perPage, after);
            expect(found.items.length).toBe(found.next === undefined ? found.items.length : perPage);
            seen.push(...found.items);
            after = found.next?.cursor;
          } while (after !== undefined);
          expect(seen).toEqual([...new Set(seen)].sort());
          expect([...staying].filter((key) => !seen.includes(key))).toEqual([]);
          const least = Math.ceil(total / Math.min(perPage, 100)) + Math.ceil(total / perPage);
          expect(tenant.calls.length).toBeLessThanOrEqual(least + 2 * changes.length + 2);
        },
      ),
      { numRuns: 60 },
    );
  });
});
