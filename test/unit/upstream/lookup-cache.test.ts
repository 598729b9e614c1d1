import { describe, expect, test } from '@jest/globals';
import { LookupCache, type Question } from '../../../src/upstream/lookups/lookup-cache.js';

const asker = { name: 'one' };
const list = '/api/v2/connections';
const question: Question = { list, key: 'acme', asker };
const record = { id: 'con_1' };

function cacheAt(start = 0, max?: number): { cache: LookupCache; pass: (ms: number) => void } {
  let now = start;
  const cache = new LookupCache({ now: () => now, ...(max === undefined ? {} : { max }) });
  return { cache, pass: (ms) => (now += ms) };
}

describe('the lookup cache remembers', () => {
  test.each([
    { title: 'there is none, for two seconds', answer: { kind: 'missing', row: 'r' }, lastsMs: 2_000 },
    { title: 'a record, for its life', answer: { kind: 'found', record }, lastsMs: 60_000 },
  ] as const)('$title', ({ answer, lastsMs }) => {
    const { cache, pass } = cacheAt();
    cache.begin(question, 60)(answer);
    pass(lastsMs - 1);
    expect(cache.recall(question)).toEqual(answer);
    pass(1);
    expect(cache.recall(question)).toBeUndefined();
  });

  test('that there is no record, no longer than it would remember a record', () => {
    const { cache, pass } = cacheAt();
    cache.begin(question, 1)({ kind: 'missing', row: undefined });
    pass(1_000);
    expect(cache.recall(question)).toBeUndefined();
  });

  test('no answer longer because the clock was set back', () => {
    const { cache, pass } = cacheAt(10_000_000);
    const other = { ...question, key: 'other' };
    cache.begin(question, 60)({ kind: 'missing', row: undefined });
    cache.begin(other, 60)({ kind: 'found', record });
    pass(-3_600_000);
    expect(cache.recall(question)).toBeUndefined();
    expect(cache.recall(other)).toBeUndefined();
    expect(cache.recallLast(other)).toBeUndefined();
  });

  test('an answer only for the same credentials, list and name', () => {
    const { cache } = cacheAt();
    cache.begin(question, 60)({ kind: 'found', record });
    expect(cache.recall({ ...question, asker: { ...asker } })).toBeUndefined();
    expect(cache.recall({ ...question, list: '/api/v2/rules' })).toBeUndefined();
    expect(cache.recall({ ...question, key: 'other' })).toBeUndefined();
  });

  test('a limited number of names, and drops the one asked for longest ago', () => {
    const { cache } = cacheAt(0, 2);
    for (const key of ['a', 'b']) cache.begin({ ...question, key }, 60)({ kind: 'found', record });
    cache.recall({ ...question, key: 'a' });
    cache.begin({ ...question, key: 'c' }, 60)({ kind: 'found', record });
    expect(['a', 'b', 'c'].map((key) => cache.recall({ ...question, key }) !== undefined)).toEqual([
      true,
      false,
      true,
    ]);
  });

  test('no name that is longer than v2 allows', () => {
    const { cache } = cacheAt();
    const long = { ...question, key: 'x'.repeat(513) };
    cache.begin(long, 60)({ kind: 'found', record });
    expect(cache.recall(long)).toBeUndefined();
  });
});

describe('the lookup cache forgets', () => {
  test.each([
    { path: '/api/v2/connections', forgotten: true },
    { path: '/api/v2/connections/con_1', forgotten: true },
    { path: '/api/v2/connections/con_1/clients', forgotten: true },
    { path: '/api/v2/connections-profiles', forgotten: false },
    { path: '/api/v2/rules/rul_1', forgotten: false },
  ])('a name on a write to $path: $forgotten', ({ path, forgotten }) => {
    const { cache } = cacheAt();
    cache.begin(question, 60)({ kind: 'found', record });
    cache.forget(path);
    expect(cache.recall(question) === undefined).toBe(forgotten);
  });

  test('the answers of every caller', () => {
    const { cache } = cacheAt();
    const other = { ...question, asker: {} };
    for (const each of [question, other]) cache.begin(each, 60)({ kind: 'found', record });
    cache.forget(list);
    expect([cache.recall(question), cache.recall(other)]).toEqual([undefined, undefined]);
  });

  test('even a question that was asked before the write and is answered after it', () => {
    const { cache } = cacheAt();
    const remember = cache.begin(question, 60);
    cache.forget(`${list}/con_1`);
    remember({ kind: 'found', record });
    expect(cache.recall(question)).toBeUndefined();
    cache.begin(question, 60)({ kind: 'found', record });
    expect(cache.recall(question)).toBeDefined();
  });
});

test('the lookup cache reports for each question whether its answer was known', () => {
  const told: boolean[] = [];
  const cache = new LookupCache({ lookedUp: (found) => told.push(found) });
  const question = { list: '/api/v2/connections', key: 'name=a', asker: {} };
  cache.recall(question);
  cache.begin(question, 60)({ kind: 'found', record: {} });
  cache.recall(question);
  expect(told).toEqual([false, true]);
});
