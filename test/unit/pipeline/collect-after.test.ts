import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { collectAfter } from '../../../src/pipeline/lists/collect-after.js';

/** A v2 log of `total` entries, with v2's limit of 100 a call. */
function tenant(total: number): { ask: (query: [string, string][]) => Promise<unknown>; calls: string[] } {
  const calls: string[] = [];
  const all = Array.from({ length: total }, (_, n) => ({ log_id: idOf(n) }));
  return {
    calls,
    ask: (query) => {
      const { from = '', take = '' } = Object.fromEntries(query) as { from?: string; take?: string };
      calls.push(`${from}+${take}`);
      if (Number(take) > 100) throw new Error(`v2 refuses ${take}`);
      return Promise.resolve(all.filter(({ log_id: id }) => id > from).slice(0, Number(take)));
    },
  };
}

function idOf(n: number): string {
  return `900${String(n).padStart(6, '0')}`;
}

describe('entries after a checkpoint are gathered call after call', () => {
  test.each([
    { title: 'nothing after the last one', from: idOf(9), take: 200, total: 10, calls: [`${idOf(9)}+100`] },
    { title: 'an empty log', from: undefined, take: 200, total: 0, calls: ['+100'] },
    {
      title: 'exactly one full call, which cannot know that it is the last',
      from: undefined,
      take: 200,
      total: 100,
      calls: ['+100', `${idOf(99)}+100`],
    },
    {
      title: 'two hundred of more',
      from: idOf(4),
      take: 200,
      total: 500,
      calls: [`${idOf(4)}+100`, `${idOf(104)}+100`],
    },
    {
      title: 'the second call asks for the rest only',
      from: undefined,
      take: 101,
      total: 500,
      calls: ['+100', `${idOf(99)}+1`],
    },
    { title: 'one small call', from: undefined, take: 3, total: 500, calls: ['+3'] },
  ])('$title', async ({ from, take, total, calls }) => {
    const v2 = tenant(total);
    const found = await collectAfter({ from, take }, v2.ask);
    expect(v2.calls).toEqual(calls);
    const first = from === undefined ? 0 : Number(from.slice(3)) + 1;
    expect(found).toEqual(
      Array.from({ length: Math.max(0, Math.min(take, total - first)) }, (_, n) => ({
        log_id: idOf(first + n),
      })),
    );
  });

  test('a client that continues from the last entry gets each entry once and stops at an empty list', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 0, max: 700 }),
        async (take, total) => {
          const v2 = tenant(total);
          const seen: string[] = [];
          let from: string | undefined;
          for (;;) {
            const found = (await collectAfter({ from, take }, v2.ask)) as { log_id: string }[];
            if (found.length === 0) break;
            seen.push(...found.map(({ log_id: id }) => id));
            from = seen.at(-1);
          }
          expect(seen).toEqual(Array.from({ length: total }, (_, n) => idOf(n)));
        },
      ),
    );
  });

  test('a list in an envelope names the next checkpoint itself', async () => {
    const pages: Record<string, unknown> = {
      '': { items: Array.from({ length: 100 }, () => 1), next: 'more' },
      more: { items: [2] },
    };
    const found = await collectAfter({ from: undefined, take: 200 }, (query) =>
      Promise.resolve(pages[new Map(query).get('from') ?? '']),
    );
    expect(found).toHaveLength(101);
  });

  test('the calls end when the tenant repeats a page or answers with more than was asked for', async () => {
    const hundred = Array.from({ length: 100 }, () => ({ _id: 'same' }));
    const asked: unknown[] = [];
    const found = await collectAfter({ from: undefined, take: 500 }, (query) => {
      asked.push(query);
      return Promise.resolve(hundred);
    });
    expect(asked).toHaveLength(2);
    expect(found).toHaveLength(200);
    expect(await collectAfter({ from: undefined, take: 7 }, () => Promise.resolve(hundred))).toHaveLength(7);
  });
});
