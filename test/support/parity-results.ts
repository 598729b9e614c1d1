import type { HtmlContext } from '../../src/parity/report/report-html.js';
import type { Result } from '../../src/parity/result.js';
import { createTally, type Summary } from '../../src/parity/report/summary.js';
import { parityMap } from './parity-map.js';

const map = parityMap();
/** What an unknown server may have answered. */
export const nasty = `<script>alert("x")</script>'&\u0000`;
export const replyWithNasty = { status: 200, headers: {}, body: { json: { name: nasty, a: 1 } } };
const same: Result = {
  id: '1',
  route: 'rules.list',
  caller: 'client:shop',
  method: 'GET',
  target: '/api/rules',
  verdict: 'same',
  differences: [],
};
const explained: Result = {
  ...same,
  id: '2',
  verdict: 'explained',
  differences: [
    { path: '_id', field: '_id', kind: 'missing', cause: { kind: 'loss', id: 'v1-id', why: 'No _id.' } },
  ],
};
const different: Result = {
  id: '3',
  route: 'users.change-email',
  caller: 'client:shop',
  method: 'PUT',
  target: `/api/users/auth0|1/email?x=${encodeURIComponent(nasty)}`,
  verdict: 'different',
  differences: [
    {
      path: 'name',
      field: 'name',
      kind: 'value',
      control: nasty,
      candidate: 'b',
      cause: { kind: 'unexplained' },
    },
  ],
  replies: { control: replyWithNasty, candidate: { ...replyWithNasty, body: { json: { name: 'b', a: 1 } } } },
  body: { json: { email: "o'neil@example.com" } },
};
const failed: Result = { ...same, id: '4', verdict: 'failed', why: 'ECONNREFUSED' };
const leftOut: Result = { ...same, id: '5', route: undefined, verdict: 'left-out', why: 'a write' };

/** The summary of a run with these results. */
export function summaryOf(...results: readonly Result[]): Summary {
  const tally = createTally(map.routes.map(({ id }) => id));
  for (const result of results) tally.add(result);
  return tally.summary();
}

/** One of each verdict. */
export const parityResults = { same, explained, different, failed, leftOut };

export const htmlContext: HtmlContext = {
  map,
  run: { recording: 'v1.jsonl', candidate: { url: 'http://h' }, clients: [] },
  leftOver: [],
  at: new Date('2026-03-01T12:00:00Z'),
};
