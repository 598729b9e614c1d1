import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConfigError } from '../../../src/config/config-error.js';
import { readBrownoutsFile } from '../../../src/config/brownouts-file.js';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdover-brownouts-'));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function file(text: string): string {
  const path = join(folder, 'brownouts.yaml');
  writeFileSync(path, text);
  return path;
}

const hour = 3_600_000;

describe('the brownouts file', () => {
  test('lists times, days, routes and clients', () => {
    const path = file(`
- from: 2027-01-12T10:00Z
  to: 2027-01-12T10:30:00Z
  reason: See https://wiki.example.com/v1
- daily: { from: '09:30', to: '10:00' }
  from: 2027-02-01
  routes: [users.list, connections.*]
  clients: [legacyShop]
  share: 0.25
  reason: Every morning.
`);
    expect(readBrownoutsFile(path)).toEqual([
      {
        place: `${path}:2:3`,
        from: Date.UTC(2027, 0, 12, 10),
        to: Date.UTC(2027, 0, 12, 10, 30),
        daily: undefined,
        routes: undefined,
        clients: undefined,
        share: 1,
        reason: 'See https://wiki.example.com/v1',
      },
      {
        place: `${path}:5:3`,
        from: Date.UTC(2027, 1, 1),
        to: Infinity,
        daily: { from: 9.5 * hour, to: 10 * hour },
        routes: ['users.list', 'connections.*'],
        clients: ['legacyShop'],
        share: 0.25,
        reason: 'Every morning.',
      },
    ]);
  });

  test.each<[string, string, string[]]>([
    ['no list', 'from: 1', ['1:1 the file must hold a list of brownouts']],
    [
      'a list of words',
      '- now',
      ['1:3 each brownout must be a map with from and to, or daily, and a reason'],
    ],
    ['no YAML', '- [', ['1:4 is not valid YAML (BAD_INDENT)']],
    [
      'many mistakes, in one go',
      `
- from: tomorrow
  to: 2027-02-30
  reason: ''
- daily: { from: 9:30, until: '10:00' }
  routes: []
  clients: legacyShop
  share: 2
  until: x
  reason: "two\\nlines"
`,
      [
        '2:3 from must be a day such as 2027-03-31, or a time in UTC such as 2027-03-31T12:00Z',
        '3:3 to must be a day such as 2027-03-31, or a time in UTC such as 2027-03-31T12:00Z',
        '4:3 reason must not be empty',
        '5:3 daily.from must be a time of the day in UTC such as 09:30',
        '5:3 daily.to must be a time of the day in UTC such as 09:30',
        '5:3 daily.until is not a key of a brownout',
        '6:3 routes must not be empty; leave it out for all',
        '7:3 clients must be a list',
        '8:3 share must be at most 1',
        '10:3 reason must be one line',
        '9:3 until is not a key of a brownout',
      ],
    ],
    ['no end', '- { from: 2027-01-01, reason: x }', ['1:3 a brownout has from and to, or daily']],
    [
      'an end before it begins',
      '- { from: 2027-01-02, to: 2027-01-02, reason: x }',
      ['1:23 to must be after from'],
    ],
    [
      'no time in a day',
      "- { daily: { from: '10:00', to: '10:00' }, reason: x }",
      ['1:5 daily.from and daily.to must differ'],
    ],
  ])('with %s is refused with the place and the reason', (_what, text, sentences) => {
    const path = file(text);
    let said: string[] = [];
    try {
      readBrownoutsFile(path);
    } catch (error) {
      said = (error as ConfigError).message.split('\n');
    }
    expect(said).toEqual(sentences.map((sentence) => `${path}:${sentence}`));
  });
});
