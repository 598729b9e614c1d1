import { describe, expect, test } from '@jest/globals';
import type { Difference } from '../../../src/parity/compare/difference.js';
import { lossPattern } from '../../../src/parity/compare/loss-pattern.js';
import type { RecordedReply } from '../../../src/parity/recording.js';
import { relations, type Sight } from '../../../src/parity/compare/relations.js';
import { lossesSchema } from '../../../src/map/read/schemas/files.js';

const empty: RecordedReply = { status: 200, headers: {} };
const sight: Sight = { target: '/api/users', control: empty, candidate: empty, isLate: () => false };
const at = (field: string, more: Partial<Difference> = {}): Difference => ({
  path: field,
  field,
  kind: 'value',
  ...more,
});

describe('a row of `differs`', () => {
  test('with {field} fits only the fields that the reply names for the loss', () => {
    const [itself, below] = [lossPattern('{field} value'), lossPattern('{field}.**')];
    expect(itself(at('plan'), ['plan', 'a.b'], sight)).toBe(true);
    expect(itself(at('a.b'), ['plan', 'a.b'], sight)).toBe(true);
    expect(itself(at('plan.x'), ['plan'], sight)).toBe(false);
    expect(itself(at('plan', { kind: 'missing' }), ['plan'], sight)).toBe(false);
    expect(itself(at('plan'), [], sight)).toBe(false);
    expect(below(at('plan.x.y'), ['plan'], sight)).toBe(true);
    expect(below(at('plans.x'), ['plan'], sight)).toBe(false);
    expect(below(at('plan'), ['plan'], sight)).toBe(false);
  });

  test('fits only if one of its kinds and all of its relations hold', () => {
    const row = lossPattern('name missing value from-empty');
    expect(row(at('name', { control: '', candidate: 'a' }), [], sight)).toBe(true);
    expect(row(at('name', { kind: 'missing', control: null }), [], sight)).toBe(true);
    expect(row(at('name', { control: 'b', candidate: 'a' }), [], sight)).toBe(false);
    expect(row(at('name', { kind: 'extra', candidate: 'a' }), [], sight)).toBe(false);
    expect(lossPattern('a to-null')(at('a', { kind: 'type', control: 1, candidate: null }), [], sight)).toBe(
      true,
    );
    expect(lossPattern('a to-null')(at('a', { kind: 'type', control: 1, candidate: '' }), [], sight)).toBe(
      false,
    );
  });

  test.each(Object.keys(relations))('may contain the word %s', (word) => {
    expect(lossesSchema.safeParse({ x: { why: 'So.', differs: [`. missing ${word}`] } }).success).toBe(true);
  });

  test.each(['', 'a b', 'a missing soon', '{fields}', '{field}.a', '{field}*'])('may not be "%s"', (row) => {
    expect(lossesSchema.safeParse({ x: { why: 'So.', differs: [row] } }).success).toBe(false);
  });
});

describe('an item of a list may be on another page', () => {
  const row = lossPattern('. missing paged');
  const missing = at('.', { kind: 'missing', control: {} });
  const linked: RecordedReply = { ...empty, headers: { link: '<https://t/api/users?page=1>; rel="next"' } };

  test.each<[string, Partial<Sight>, boolean]>([
    ['where v1 goes on', { control: linked }, true],
    ['where holdover goes on', { candidate: linked }, true],
    ['where a later page was asked for', { target: '/api/users?per_page=2&page=1' }, true],
    ['where page 0 is all', { target: '/api/users?page=0&per_page=10' }, false],
  ])('%s: %j %s', (_, seen, may) => {
    expect(row(missing, [], { ...sight, ...seen })).toBe(may);
  });
});

describe('a list from a lagging index', () => {
  const list = (...ids: readonly string[]): RecordedReply => ({
    ...empty,
    body: { json: ids.map((user_id) => ({ user_id })) },
  });
  const isLate = (item: unknown): boolean => (item as { user_id: string }).user_id.startsWith('new');
  const seen = (control: RecordedReply, candidate: RecordedReply): Sight => ({
    ...sight,
    control,
    candidate,
    isLate,
  });
  const length = (control: number, candidate: number) => at('.', { kind: 'length', control, candidate });

  test('may lack or add only items that were written lately', () => {
    const row = lossPattern('. missing extra late');
    expect(row(at('.', { kind: 'missing', control: { user_id: 'new1' } }), [], seen(empty, empty))).toBe(
      true,
    );
    expect(row(at('.', { kind: 'missing', control: { user_id: 'old1' } }), [], seen(empty, empty))).toBe(
      false,
    );
    expect(row(at('.', { kind: 'extra', candidate: { user_id: 'new1' } }), [], seen(empty, empty))).toBe(
      true,
    );
    expect(row(at('.', { kind: 'extra', candidate: { user_id: 'old1' } }), [], seen(empty, empty))).toBe(
      false,
    );
  });

  test('may differ in length by at most the number of items written lately', () => {
    const row = lossPattern('. length late');
    expect(row(length(3, 2), [], seen(list('old1', 'old2', 'new1'), list('old1', 'old2')))).toBe(true);
    expect(row(length(3, 1), [], seen(list('old1', 'old2', 'new1'), list('old1')))).toBe(false);
    expect(row(length(2, 1), [], seen(list('old1', 'old2'), list('old1')))).toBe(false);
    expect(row(length(1, 2), [], seen(list('old1'), list('old1', 'new1')))).toBe(true);
    expect(row(length(1, 2), [], seen({ ...empty, body: { text: 'x' } }, list('old1', 'new1')))).toBe(false);
  });

  test('may lack the link to the next page only if it lacks such an item', () => {
    const row = lossPattern('@link late');
    expect(row(at('@link', { kind: 'missing' }), [], seen(list('old1', 'new1'), list('old1')))).toBe(true);
    expect(row(at('@link', { kind: 'missing' }), [], seen(list('old1'), list('old1')))).toBe(false);
  });
});
