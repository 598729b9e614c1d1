import { describe, expect, test } from '@jest/globals';
import { parseYaml, readYaml } from '../../../src/map/read/read-yaml.js';

const text = `summary: Get.
v2:
  - call: GET /a
    query: { q: $x, 404: none }
empty:
`;

describe('readYaml', () => {
  test.each([
    ['a value in a flow mapping', ['v2', 0, 'query', 'q'], 4, 17],
    ['a key that is a number', ['v2', 0, 'query', '404'], 4, 26],
    ['a value in a list', ['v2', 0, 'call'], 3, 11],
    ['a value that is empty', ['empty'], 5, 7],
    ['what is missing stands at the nearest that is there', ['v2', 0, 'body', 'x'], 3, 5],
    ['the top', [], 1, 1],
  ])('gives line and column of %s', (...[, path, line, column]) => {
    expect(parseYaml('a.yaml', text).placeOf(path)).toEqual({ line, column });
  });

  test('gives line and column of a key apart from its value', () => {
    expect(parseYaml('a.yaml', text).placeOfKey(['v2', 0, 'query'])).toEqual({ line: 4, column: 5 });
  });

  test.each([
    ['a key that stands twice', 'a: 1\nb: 2\na: 3\n', 3],
    ['an alias', 'a: &x 1\nb: *x\n', 2],
    ['__proto__', 'a: 1\n__proto__: { b: 1 }\n', 2],
    ['a second document', 'a: 1\n---\nb: 1\n', 2],
    ['a tag that is not known', 'a: 1\nb: !secret x\n', 2],
    ['broken flow', 'v1: x\nalso: [POST /{id}]\n', 2],
  ])('refuses %s, at its line', (_, broken, line) => {
    const { faults, value } = parseYaml('a.yaml', broken);
    expect(faults[0]).toMatchObject({ file: 'a.yaml', line });
    expect(value).toBeUndefined();
  });

  test('reports a file that does not exist', () => {
    expect(readYaml('/nowhere/a.yaml').faults).toEqual([
      { file: '/nowhere/a.yaml', line: 1, column: 1, sentence: 'The file cannot be read (ENOENT).' },
    ]);
  });
});
