import { describe, expect, test } from '@jest/globals';
import { fieldPattern } from '../../../src/parity/compare/field-pattern.js';
import { parityMap } from '../../support/parity-map.js';

describe('a pattern of fields', () => {
  test.each([
    ['a.b', 'a.b', true],
    ['a.b', 'a.b.c', false],
    ['a.b', 'a-b', false],
    ['*', 'a', true],
    ['*', 'a.b', false],
    ['*', '.', false],
    ['**', '@status', false],
    ['**', '.', false],
    ['**', 'a.b.c', true],
    ['options.**', 'options.a.b', true],
    ['options.**', 'options', false],
    ['a.*.c', 'a.b.c', true],
    ['a+', 'aa', false],
    ['.', '.', true],
    ['@status', '@status', true],
  ])('%s and the field %s: %s', (...[pattern, field, fits]) => {
    expect(fieldPattern(pattern)({ field, kind: 'value' })).toBe(fits);
  });

  test('may contain the spaces of a name', () => {
    expect(fieldPattern('meta.Customer Id missing')({ field: 'meta.Customer Id', kind: 'missing' })).toBe(
      true,
    );
    expect(fieldPattern('Customer Id')({ field: 'Customer Id', kind: 'value' })).toBe(true);
  });

  test('fits every kind of difference, or only the kinds listed after it', () => {
    expect(fieldPattern('a missing type')({ field: 'a', kind: 'type' })).toBe(true);
    expect(fieldPattern('a missing type')({ field: 'a', kind: 'extra' })).toBe(false);
  });
});

test('every loss of the map says which differences it explains, except the two that no reply shows', () => {
  const losses = parityMap().routes.flatMap(({ lossy }) => lossy);
  const silent = losses.filter(({ differs }) => differs.length === 0).map(({ id }) => id);
  expect([...new Set(silent)].sort()).toEqual(['password-verify', 'sweep-index']);
});
