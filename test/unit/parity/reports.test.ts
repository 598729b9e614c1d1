import { describe, expect, test } from '@jest/globals';
import { printSummary } from '../../../src/parity/report/print-summary.js';
import { reportHtml } from '../../../src/parity/report/report-html.js';
import { reportJson } from '../../../src/parity/report/report-json.js';
import { reportJunit } from '../../../src/parity/report/report-junit.js';
import type { Result } from '../../../src/parity/result.js';
import { exitCodeOf } from '../../../src/parity/report/summary.js';
import {
  htmlContext,
  nasty,
  parityResults,
  replyWithNasty,
  summaryOf,
} from '../../support/parity-results.js';

const { same, explained, different, failed, leftOut } = parityResults;

describe('the exit code', () => {
  test.each<[string, readonly Result[], number]>([
    ['all same', [same], 0],
    ['explained', [same, explained, leftOut], 0],
    ['one is different', [same, different], 1],
    ['one has failed', [same, failed], 2],
    ['one is different and one has failed', [different, failed], 2],
    ['nothing at all', [], 2],
    ['all left out', [leftOut], 2],
  ])('when %s', (...[, results, code]) => {
    expect(exitCodeOf(summaryOf(...results))).toBe(code);
  });
});

const all = summaryOf(same, explained, different, failed, leftOut);

test('the terminal summary lists unexplained differences first, and names the entries that were never compared', () => {
  const text = printSummary(all, []);
  expect(text).toContain('5 exchanges: 1 same, 1 explained, 1 different, 1 left out, 1 failed');
  expect(text.indexOf('users.change-email  name value  e.g. --only 3')).toBeLessThan(
    text.indexOf('1  v1-id: No _id.'),
  );
  expect(text).toContain('_id missing\n         in rules.list  e.g. --only 2');
  expect(text).toContain('1  failed: ECONNREFUSED');
  expect(text).toMatch(/2 entries compared, \d+ never: .*users\.get/);
});

test('every report sets apart what may follow from a write that was not made, and it still fails', () => {
  const after = { id: '000012', why: 'its request <held> a secret' };
  const [difference] = different.differences;
  const marked = { ...different, id: '9', differences: [{ ...difference, after }] } as Result;
  const summary = summaryOf(different, marked);
  expect(exitCodeOf(summary)).toBe(1);
  expect(summary.groups.map((group) => [group.example, group.after, group.count])).toEqual([
    ['3', undefined, 1],
    ['9', after, 1],
  ]);
  const text = printSummary(summary, []);
  expect(text).toContain('e.g. --only 3\n\nUnexplained differences after a write on the same record');
  expect(text).toContain('e.g. --only 9  after 000012 (its request <held> a secret)');
  expect(reportJunit(summary)).toContain(
    'after the write 000012, which was not made: its request &lt;held&gt;',
  );
  expect(JSON.parse(reportJson(summary, []))).toMatchObject({ differences: [{}, { after }] });
  const page = reportHtml(summary, htmlContext);
  expect(
    page.match(/after 000012, a write on the same record that was not made: its request &lt;held/g),
  ).toHaveLength(2);
});

test('the terminal summary counts compared entries of the map, and no paths without an entry', () => {
  const stranger: Result = { ...same, route: undefined, target: '/api/users/%zz' };
  const count = (...results: Result[]): number[] =>
    (/(\d+) entries compared, (\d+) never/.exec(printSummary(summaryOf(...results), [])) ?? [])
      .slice(1)
      .map(Number);
  expect(count(same, stranger)).toEqual(count(same));
});

test('the terminal summary replaces control characters that come from answers', () => {
  const [difference] = different.differences;
  const odd = { ...difference, field: 'a\u001b]0;x\u0007\nb' } as (typeof different.differences)[number];
  const text = printSummary(summaryOf({ ...different, differences: [odd] }), []);
  expect(text).toContain('a?]0;x??b value');
  expect(text).not.toContain('\u001b');
});

test('the JSON report holds counts by entry and caller, and the exit code', () => {
  expect(JSON.parse(reportJson(all, []))).toMatchObject({
    version: 1,
    exitCode: 2,
    total: 5,
    routes: { 'rules.list': { same: 1, failed: 1, callers: { 'client:shop': { explained: 1 } } } },
    differences: [
      { route: 'users.change-email', cause: 'unexplained', count: 1 },
      { cause: 'v1-id', why: 'No _id.' },
    ],
    shown: [{ id: '3' }],
  });
});

test('the JUnit report has a case for each entry: failed if it differs unexplained, skipped if never compared', () => {
  const text = reportJunit(all);
  expect(text).toMatch(/tests="\d+" failures="1" errors="1" skipped="\d+"/);
  expect(text).toContain(
    '<testcase classname="parity" name="users.change-email"><failure message="name value (1 times, e.g. 3)"/>',
  );
  expect(text).toContain('name="rules.list"><error');
  expect(reportJunit(summaryOf(different, { ...failed, route: different.route }))).toContain(
    '<error message="1 could not be compared&#10;name value (1 times, e.g. 3)"/>',
  );
  expect(text).toContain('name="users.get"><skipped');
});

describe('the HTML report', () => {
  const page = reportHtml(all, htmlContext);

  test.each<[string, readonly Result[], string]>([
    ['one could not be compared', [same, failed], '1 could not be compared.'],
    ['one differs', [same, different], '1 differ, and nothing explains it.'],
    ['a difference is explained', [same, explained], 'holdover answers as v1 did, or it is explained.'],
    ['all is the same', [same], 'holdover answers as v1 did.'],
    ['nothing was asked', [leftOut], 'Nothing was compared.'],
  ])('says in its headline that %s', (...[, results, headline]) => {
    expect(reportHtml(summaryOf(...results), htmlContext)).toContain(`">${headline}</h1>`);
  });

  test('shows both answers side by side, the v2 calls and how to repeat the request', () => {
    expect(page).toContain('<code>  &quot;name&quot;: &quot;b&quot;</code><i title="">nothing</i>');
    expect(page).toContain('<div class="row"><code>  &quot;a&quot;: 1</code><code>  &quot;a&quot;: 1</code>');
    expect(page).toContain('/api/v2/users/auth0%7C1');
    expect(page).toContain('holdover parity v1.jsonl --candidate http://h --only 3 --out parity-3');
    expect(page).toContain('o&#39;\\&#39;&#39;neil@example.com');
  });

  test('makes curl send a body that begins with @ as it is', () => {
    const result: Result = { ...different, body: { text: '@/etc/hostname' } };
    const shown = reportHtml(summaryOf(result), htmlContext);
    expect(shown).toContain('--data-raw @/etc/hostname');
  });

  test('shows only the first of each kind of explained difference', () => {
    const replies = {
      control: replyWithNasty,
      candidate: { ...replyWithNasty, body: { json: { name: nasty } } },
    };
    const [first, second] = ['7', '8'].map((id) => ({ ...explained, id, replies }));
    const shown = reportHtml(summaryOf(first as Result, second as Result), htmlContext);
    expect(shown).toContain('<a href="#x7">7</a>');
    expect(shown).toContain('id="x7"');
    expect(shown).not.toContain('id="x8"');
  });

  test('explains a request that only the global client may make as a request of that client', () => {
    const target = '/api/connections/github';
    const result: Result = { ...different, route: 'connections.delete', method: 'DELETE', target };
    expect(reportHtml(summaryOf({ ...result, body: undefined }), htmlContext)).toContain(
      '<b>DELETE</b> /api/v2/connections/',
    );
  });

  test('has a cell for each entry and caller', () => {
    expect(page).toMatch(
      />change-email<\/th>.{0,120}0 %<\/td><td class="different" title="1 of 1 differ">1\/1</,
    );
    expect(page).toMatch(/<tr class="never"><th [^>]*>get<\/th><td colspan="3">never</);
  });

  test('shows the name of a client, and groups users', () => {
    const callers = ['client:shop', 'user:auth0|1', 'user:auth0|2', 'token:1'];
    const results = callers.map((caller, n) => ({ ...same, caller, id: String(n) }));
    const clients = [{ clientId: 'shop', clientSecret: 's', name: 'The Shop' }];
    const named = reportHtml(summaryOf(...results), { ...htmlContext, run: { ...htmlContext.run, clients } });
    expect(named).toContain('The Shop <small>shop</small>');
    expect(named).toContain('users <small>2 with id_tokens</small> <span>2 compared');
    expect(named).toContain('unknown tokens <small>1</small>');
  });

  test('runs no script and loads no resource, whatever the answers hold', () => {
    expect(page).not.toMatch(/<script|<img|<link|src=|url\(|@import|http-equiv="refresh"/i);
    expect(page).toContain(`default-src 'none'`);
    expect(page).not.toContain('\u0000');
  });
});
