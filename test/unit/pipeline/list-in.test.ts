import { describe, expect, test } from '@jest/globals';
import { collectAfter } from '../../../src/pipeline/lists/collect-after.js';
import { collect } from '../../../src/pipeline/lists/collect.js';
import { follow } from '../../../src/pipeline/lists/follow.js';
import { listIn } from '../../../src/pipeline/lists/list-in.js';

describe('the list in an answer', () => {
  test.each([
    ['a bare array', [1, 2], [1, 2]],
    ['an empty one', [], []],
    ['one beside its total', { start: 0, total: 2, users: [1, 2] }, [1, 2]],
    ['an empty one beside its total', { total: 0, users: [] }, []],
  ])('%s is found', (_what, body, items) => {
    expect(listIn(body)).toEqual(items);
  });

  const others: readonly [string, unknown][] = [
    ['no body at all', undefined],
    ['null', null],
    ['a number', 7],
    ['a text', 'welcome'],
    ['a record without one', { login: 'please' }],
  ];

  test.each(others)('%s is not a list and is refused as upstream-unreadable', async (_what, body) => {
    const ask = () => Promise.resolve(body);
    const unreadable = { code: 'upstream-unreadable' };
    expect(() => listIn(body)).toThrow(expect.objectContaining(unreadable));
    await expect(collect({ page: 0, perPage: 5 }, ask)).rejects.toMatchObject(unreadable);
    await expect(collectAfter({ from: undefined, take: 7 }, ask)).rejects.toMatchObject(unreadable);
    await expect(follow(ask)).rejects.toMatchObject(unreadable);
  });
});
