import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { readIgnoreFile, type Ignores } from '../../../src/parity/compare/ignore-file.js';

const folder = mkdtempSync(join(tmpdir(), 'holdover-ignore-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function read(text: string, ...[today = '2026-06-30', later]: string[]): Ignores {
  const path = join(folder, 'ignore.yaml');
  writeFileSync(path, text);
  const days = [today, later ?? today];
  const now = (): Date => new Date(`${(days.length > 1 ? days.shift() : days[0]) ?? ''}T12:00:00Z`);
  return readIgnoreFile(path, new Set(['users.get', 'users.list']), now);
}

const row = (more: string): string => `- { ${more}, reason: They know., owner: shop, expires: 2026-06-30 }\n`;
const picture = { path: '[a].picture', field: 'picture', kind: 'value' } as const;

describe('an ignore file', () => {
  test('covers the differences that its lines name, with reason and owner', () => {
    const ignores = read(
      `${row('route: users.get, path: picture value')}${row("route: '*', path: 'meta.**'")}`,
    );
    expect(ignores.find('users.get', picture)).toMatchObject({
      reason: 'They know.',
      owner: 'shop',
      line: 1,
    });
    expect(ignores.find('users.list', picture)).toBeUndefined();
    expect(ignores.find('users.get', { ...picture, kind: 'missing' })).toBeUndefined();
    expect(ignores.find(undefined, { ...picture, field: 'meta.a' })?.line).toBe(2);
    expect(ignores.leftOver()).toEqual([]);
  });

  test('reports lines that covered nothing', () => {
    const ignores = read(row('route: users.get, path: picture'));
    expect(ignores.leftOver()).toMatchObject([{ line: { line: 1, owner: 'shop' }, fault: 'unused' }]);
  });

  test('covers nothing from the day after an expiry date, and reports it', () => {
    const ignores = read(row('route: users.get, path: picture'), '2026-07-01');
    expect(ignores.find('users.get', picture)).toBeUndefined();
    expect(ignores.leftOver()).toMatchObject([{ fault: 'expired' }]);
  });

  test('stops covering after the expiry date in a process that is still running', () => {
    const ignores = read(row('route: users.get, path: picture'), '2026-06-30', '2026-07-01');
    expect(ignores.find('users.get', picture)).toBeDefined();
    expect(ignores.find('users.get', picture)).toBeUndefined();
    expect(ignores.leftOver()).toMatchObject([{ fault: 'expired' }]);
  });

  test('may be empty', () => {
    expect(read('# nothing yet\n').leftOver()).toEqual([]);
  });

  test.each([
    ['no list', 'a: 1', /ignore\.yaml:1:1 /],
    ['an unknown entry', row('route: users.got, path: a'), /:1:12 The map has no entry "users.got"/],
    [
      'a row without a reason',
      '- { route: users.get, path: a, owner: x, expires: 2026-06-30 }',
      /"reason" is missing/,
    ],
    [
      'a date that is none',
      row('route: users.get, path: a').replace('2026-06-30', 'never'),
      /"expires" must be a date/,
    ],
    [
      'a kind that there is none of',
      row('route: users.get, path: a misssing'),
      /"path" ends in a kind of .*; did you mean "missing"\?/,
    ],
    ['no kind behind one', row('route: users.get, path: a missing from-empty'), /"path" ends in a kind/],
    [
      'an item of a list',
      row("route: users.get, path: '[auth0|1].a'"),
      /"path" must be a field .* without the items/,
    ],
    [
      'what no answer has',
      row("route: users.get, path: '@header'"),
      /"path" must be a field of the body, or @status/,
    ],
    [
      'two flaws at once',
      `${row('route: users.gett, path: a')}${row('route: users.get, path: ""')}`,
      /:1:12 The map has no entry "users\.gett"; did you mean "users\.get"\?\n.*:2:29 "path" must not be empty/,
    ],
    ['a word too many', row('route: users.get, path: a, forever: true'), /"forever" is not known here/],
    ['no YAML', '- {', /Not valid YAML/],
  ])('with %s is refused with line and column', (...[, text, sentence]) => {
    expect(() => read(text)).toThrow(sentence);
  });
});
