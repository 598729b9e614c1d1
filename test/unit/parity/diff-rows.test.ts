import { describe, expect, test } from '@jest/globals';
import { compareReplies } from '../../../src/parity/compare/compare-replies.js';
import type { Cause } from '../../../src/parity/compare/explain-differences.js';
import { diffRows } from '../../../src/parity/report/html/diff-rows.js';
import type { RecordedReply } from '../../../src/parity/recording.js';

const open: Cause = { kind: 'unexplained' };

/** `v1 | holdover` of each line of the bodies, with `!` before those that differ. */
function laidOut(control: unknown, candidate: unknown, more: Partial<RecordedReply> = {}): string[] {
  const reply = (body: unknown): RecordedReply => ({ status: 200, headers: {}, body: { json: body } });
  const replies = { control: reply(control), candidate: { ...reply(candidate), ...more } };
  const differences = compareReplies(replies.control, replies.candidate);
  const rows = diffRows(
    replies,
    differences.map((difference) => ({ ...difference, cause: open })),
  );
  return rows.map(
    (row) => `${row.cause === undefined ? ' ' : '!'} ${row.control ?? '-'} | ${row.candidate ?? '-'}`,
  );
}

describe('the two replies, laid out', () => {
  test('have fields of one name beside each other, in whatever order they came', () => {
    expect(laidOut({ a: 1, b: 2, c: null }, { b: 3, d: 4, a: 1 })).toEqual([
      '  200 | 200',
      '   | ',
      '  { | {',
      '    "a": 1 |   "a": 1',
      '!   "b": 2 |   "b": 3',
      '!   "c": null | -',
      '! - |   "d": 4',
      '  } | }',
    ]);
  });

  test('of scripts are the answers in them', () => {
    const script = (a: number): Partial<RecordedReply> => ({
      body: { text: `cb({"status":200,"user":{"a":${a}}})` },
    });
    const rows = diffRows(
      {
        control: { status: 200, headers: {}, ...script(1) },
        candidate: { status: 200, headers: {}, ...script(2) },
      },
      [{ path: 'a', field: 'a', kind: 'value', control: 1, candidate: 2, cause: open }],
    );
    expect(rows).toContainEqual({ control: '  "a": 1', candidate: '  "a": 2', cause: open });
  });

  test('have items of one name beside each other', () => {
    const [one, two] = [
      { user_id: 'a', name: 'A' },
      { user_id: 'b', name: 'B' },
    ];
    const rows = laidOut([one, two], [two, { ...one, name: 'C' }]);
    expect(rows).toContain('!     "name": "A" |     "name": "C"');
    expect(rows).toContain('      "name": "B" |     "name": "B"');
    // The order is told where the list begins.
    expect(rows).toContain('! [ | [');
  });

  test('have texts of a bag beside their like, and what has none alone', () => {
    expect(laidOut({ tags: ['a', 'b'] }, { tags: ['b', 'c'] }).slice(2)).toEqual([
      '  { | {',
      '    "tags": [ |   "tags": [',
      '!     "a" | -',
      '      "b" |     "b"',
      '! - |     "c"',
      '    ] |   ]',
      '  } | }',
    ]);
  });

  test('tell a large value that one side has alone in one line', () => {
    const list = Array.from({ length: 20 }, (_, n) => n);
    expect(laidOut({ a: 1, list }, { a: 1 })).toContain(`!   "list": ${JSON.stringify(list)} | -`);
  });

  test('mark another status, and another media type', () => {
    const rows = laidOut({}, {}, { status: 201, headers: { 'content-type': 'text/plain' } });
    expect(rows.slice(0, 2)).toEqual(['! 200 | 201', '! - | content-type: text/plain']);
  });

  test('of two refusals have no marks, for their sentences are not compared', () => {
    const refusal = (text: string): RecordedReply => ({ status: 404, headers: {}, body: { text } });
    const rows = diffRows({ control: refusal('no'), candidate: refusal('not there') }, []);
    expect(rows.at(-1)).toEqual({ control: 'no', candidate: 'not there', cause: undefined });
  });

  test('are laid out in no time, however many items are alike', () => {
    const zeros = Array.from({ length: 60_000 }, () => 0);
    const startedAt = process.cpuUsage();
    expect(laidOut(zeros, [1, ...zeros.slice(1)])).toHaveLength(zeros.length + 5);
    const { user, system } = process.cpuUsage(startedAt);
    expect((user + system) / 1e6).toBeLessThan(5);
  });
});
