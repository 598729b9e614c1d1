import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { collect } from '../../../src/pipeline/lists/collect.js';

/** A v2 list of `total` numbers, with v2's limits: 100 a call, nothing past 1000. */
function tenant(total: number): { ask: (query: [string, string][]) => Promise<unknown>; calls: string[] } {
  const calls: string[] = [];
  return {
    calls,
    ask: (query) => {
      const { page, per_page: perPage } = Object.fromEntries(query) as Record<string, string>;
      calls.push(`${page ?? ''}x${perPage ?? ''}`);
      const start = Number(page) * Number(perPage);
      if (Number(perPage) > 100 || start + Number(perPage) > 1000)
        throw new Error(`v2 refuses ${start}+${perPage ?? ''}`);
      const all = Array.from({ length: total }, (_, n) => n);
      return Promise.resolve({
        start,
        limit: Number(perPage),
        total,
        users: all.slice(start, start + Number(perPage)),
      });
    },
  };
}

describe('a v1 page is gathered from as many v2 pages as it takes', () => {
  test.each([
    {
      title: 'the very last page v2 gives',
      page: 9,
      perPage: 100,
      total: 5000,
      calls: ['9x100'],
      first: 900,
      length: 100,
      next: undefined,
    },
    {
      title: 'past what v2 gives: empty, and no call',
      page: 10,
      perPage: 100,
      total: 5000,
      calls: [],
      first: undefined,
      length: 0,
      next: undefined,
    },
    {
      title: '500 of 501',
      page: 0,
      perPage: 500,
      total: 501,
      calls: ['0x100', '1x100', '2x100', '3x100', '4x100'],
      first: 0,
      length: 500,
      next: 1,
    },
    {
      title: 'the last one',
      page: 1,
      perPage: 500,
      total: 501,
      calls: ['5x100'],
      first: 500,
      length: 1,
      next: undefined,
    },
    {
      title: 'one call for a small page',
      page: 2,
      perPage: 5,
      total: 16,
      calls: ['2x5'],
      first: 10,
      length: 5,
      next: 3,
    },
    {
      title: 'exactly full is the last page',
      page: 1,
      perPage: 5,
      total: 10,
      calls: ['1x5'],
      first: 5,
      length: 5,
      next: undefined,
    },
  ])('$title', async ({ page, perPage, total, calls, first, length, next }) => {
    const v2 = tenant(total);
    const found = await collect({ page, perPage }, v2.ask);
    expect(v2.calls).toEqual(calls);
    expect(found.items).toHaveLength(length);
    expect(found.items[0]).toBe(first);
    expect(found.next?.page).toBe(next);
  });

  test('following the pages gives every item once, up to v2’s ceiling', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 500 }),
        fc.integer({ min: 0, max: 1300 }),
        async (perPage, total) => {
          const v2 = tenant(total);
          const seen: unknown[] = [];
          let page: number | undefined = 0;
          while (page !== undefined) {
            const found = await collect({ page, perPage }, v2.ask);
            seen.push(...found.items);
            page = found.next?.page;
          }
          expect(seen).toEqual(Array.from({ length: Math.min(total, 1000) }, (_, n) => n));
        },
      ),
    );
  });

  test('a bare array is taken for the whole list', async () => {
    expect(await collect({ page: 0, perPage: 5 }, () => Promise.resolve([1, 2]))).toEqual({
      items: [1, 2],
      total: 2,
      next: undefined,
    });
  });
});
