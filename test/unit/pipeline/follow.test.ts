import { expect, test } from '@jest/globals';
import { follow } from '../../../src/pipeline/lists/follow.js';

function pages(...bodies: unknown[]): {
  ask: (query: [string, string][]) => Promise<unknown>;
  asked: unknown[];
} {
  const asked: unknown[] = [];
  return {
    asked,
    ask: (query) => {
      asked.push(query);
      return Promise.resolve(bodies.length > 1 ? bodies.shift() : bodies[0]);
    },
  };
}

test.each([
  { title: 'an empty page is an empty list', bodies: [{ clients: [] }], items: [], asked: [[]] },
  { title: 'a bare array is the only page', bodies: [[1, 2]], items: [1, 2], asked: [[]] },
  { title: 'an empty next is the end', bodies: [{ clients: [1], next: '' }], items: [1], asked: [[]] },
  {
    title: 'each next is asked for, also behind an empty page',
    bodies: [{ clients: [1], next: 'a' }, { clients: [], next: 'b' }, { clients: [2] }],
    items: [1, 2],
    asked: [[], [['from', 'a']], [['from', 'b']]],
  },
])('follow: $title', async ({ bodies, items, asked }) => {
  const tenant = pages(...bodies);
  expect(await follow(tenant.ask)).toEqual(items);
  expect(tenant.asked).toEqual(asked);
});

test('follow stops a list whose "next" repeats, after at most 200 calls', async () => {
  const tenant = pages({ clients: [1], next: 'again' });
  await expect(follow(tenant.ask)).rejects.toMatchObject({ code: 'upstream-unreadable' });
  expect(tenant.asked.length).toBeLessThanOrEqual(200);
});
