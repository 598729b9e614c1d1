import { describe, expect, test } from '@jest/globals';
import { readTemplate, readText, referencesIn } from '../../../src/map/read/reference.js';

describe('readText', () => {
  test.each([
    ['two dollars in front', '$$body.x', { kind: 'literal', text: '$body.x' }],
    ['two dollars inside', 'costs $$5', { kind: 'literal', text: 'costs $5' }],
    ['four dollars', '$$$$', { kind: 'literal', text: '$$' }],
    ['no dollar', 'created_at:1', { kind: 'literal', text: 'created_at:1' }],
    [
      'a dashed slot',
      '$connection-name',
      { kind: 'reference', reference: { name: 'connection-name', path: [], text: 'connection-name' } },
    ],
    [
      'a path with an index',
      '$step.x.0.y',
      { kind: 'reference', reference: { name: 'step', path: ['x', '0', 'y'], text: 'step.x.0.y' } },
    ],
  ])('reads %s', (_, text, expected) => {
    expect(readText(text)).toEqual(expected);
  });

  test.each(['Bearer $token', '$', '$.x', '$body.', '$body..x', '$body.x and more', '$$$x', '$1', '${x}'])(
    'refuses %s',
    (text) => {
      expect(readText(text)).toEqual({
        kind: 'fault',
        sentence: `"${text}" is no reference: "$name.field" stands alone, and a dollar is written "$$".`,
      });
    },
  );
});

describe('readTemplate', () => {
  test('reads text and references as whole segments', () => {
    expect(readTemplate('/api/v2/users/{user.user_id}')).toEqual([
      'api',
      'v2',
      'users',
      { name: 'user', path: ['user_id'], text: 'user.user_id' },
    ]);
  });

  test.each(['/a//b', '/a/', '/a/../b', '/a/./b', '/a/{x}y', '/a/{x', '/a/{}', '/a/b%2Fc', '/a b'])(
    'refuses %s',
    (template) => {
      expect(readTemplate(template)).toMatch(
        /^".*" cannot be a segment of a path: write text, or one "\{name\.field\}" that fills it whole\.$/,
      );
    },
  );
});

test('referencesIn finds every reference and fault with its place, and ignores keys', () => {
  const { found, faults } = referencesIn({
    a: ['$x', { $key: '$y.z' }],
    b: 'no',
    c: '$ no',
    d: 1,
    e: null,
  });
  expect(found.map(({ reference, path }) => [reference.text, path])).toEqual([
    ['x', ['a', 0]],
    ['y.z', ['a', 1, '$key']],
  ]);
  expect(faults).toEqual([
    { path: ['c'], sentence: expect.stringMatching(/^"\$ no" is no reference/) as unknown },
  ]);
});
