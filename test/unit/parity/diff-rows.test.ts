import { describe, expect, test } from '@jest/globals';
import { compareReplies } from '../../../src/parity/compare/compare-replies.js';
import type { Cause } from '../../../src/parity/compare/explain-differences.js';
import { diffRows } from '../../../src/parity/report/html/diff-rows.js';
import type { RecordedReply } from '../../../src/parity/recording.js';

const open: Cause = { kind: 'unexplained' };

/** The lines of the bodies as `v1 | holdover`, with `!` before the lines that differ. */
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

describe('the side-by-side view of two replies', () => {
  test('puts fields with the same name side by side, in any order', () => {
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

  test('shows the answers inside scripts (JSONP)', () => {
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

  test('puts list items with the same name side by side', () => {
    const [one, two] = [
      { user_id: 'a', name: 'A' },
      { user_id: 'b', name: 'B' },
    ];
    const rows = laidOut([one, two], [two, { ...one, name: 'C' }]);
    expect(rows).toContain('!     "name": "A" |     "name": "C"');
    expect(rows).toContain('      "name": "B" |     "name": "B"');
    // The difference in order is marked where the list begins.
    expect(rows).toContain('! [ | [');
  });

  test('puts equal texts of an unordered list side by side, and others alone', () => {
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

  test('shows a large value that only one side has in one line', () => {
    const list = Array.from({ length: 20 }, (_, n) => n);
    expect(laidOut({ a: 1, list }, { a: 1 })).toContain(`!   "list": ${JSON.stringify(list)} | -`);
  });

  test('marks a different status and a different media type', () => {
    const rows = laidOut({}, {}, { status: 201, headers: { 'content-type': 'text/plain' } });
    expect(rows.slice(0, 2)).toEqual(['! 200 | 201', '! - | content-type: text/plain']);
  });

  test('has no marks for two refusals, because their messages are not compared', () => {
    const refusal = (text: string): RecordedReply => ({ status: 404, headers: {}, body: { text } });
    const rows = diffRows({ control: refusal('no'), candidate: refusal('not there') }, []);
    expect(rows.at(-1)).toEqual({ control: 'no', candidate: 'not there', cause: undefined });
  });

  test('takes under 5 s of CPU time for 60,000 equal items', () => {
    const zeros = Array.from({ length: 60_000 }, () => 0);
    const startedAt = process.cpuUsage();
    expect(laidOut(zeros, [1, ...zeros.slice(1)])).toHaveLength(zeros.length + 5);
    const { user, system } = process.cpuUsage(startedAt);
    expect((user + system) / 1e6).toBeLessThan(5);
  });
});
