import { describe, expect, test } from '@jest/globals';
import { createOperatorsPage } from '../../../src/console/operators-page.js';
import { headline } from '../../../src/console/headline.js';
import { html } from '../../../src/console/markup.js';
import type { Shown, ShownClient, ShownRow } from '../../../src/console/shown.js';

const now = Date.parse('2015-04-10T12:00:00Z');
const state = { draining: false, upstreamToken: 'ok', sharedState: 'not used' } as const;
const counts = { requests: 7, clientErrors: 2, serverErrors: 1, lossy: 3 };
const client: ShownClient = {
  ...counts,
  client: 'shop',
  caller: 'app',
  routes: 1,
  first: '2015-03-01T09:30:00.000Z',
  last: '2015-04-08T11:59:00.000Z',
};
const row: ShownRow = {
  ...counts,
  client: 'shop',
  caller: 'app',
  route: 'users.block',
  last: '2015-04-08T11:59:00.000Z',
  v1: ['PATCH /api/users/{user_id}'],
  v2: ['PATCH /api/v2/users/{user_id}'],
  scopes: [['update:users', 'update:everything'], ['read:users read:logs']],
  gone: undefined,
};
const route: Shown['routes'][number] = {
  id: 'users.block',
  summary: '',
  change: '',
  v1: ['PATCH /api/users/{user_id}'],
  v2: ['PATCH /api/v2/users/{user_id}'],
  scopes: [],
  reply: '200 text OK',
  callers: [],
  switch: undefined,
  gone: undefined,
  oneAtATime: undefined,
  lossy: [],
};
const usage: Shown['usage'] = { kept: 'file', whole: true, full: false, clients: [client], rows: [row] };

/** The text of the page, with a blank for each piece of markup. */
function page(more: Partial<Shown>): string {
  return textOf(
    createOperatorsPage({ version: '1.2.3', now: () => now }).page({
      ready: true,
      state,
      usage,
      routes: [route],
      ...more,
    }),
  );
}

function textOf(markup: string): string {
  return markup
    .replace(/<style>.*<\/style>/s, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');
}

describe('the operator’s page', () => {
  test('shows who calls what, how often, and what to call instead with which scopes', () => {
    const text = page({});
    expect(text).toContain('holdover 1.2.3');
    expect(text).toContain('As of 2015-04-10 12:00:00 UTC.');
    expect(text).toContain('shop app 1 7 2 1 3 2015-03-01 09:30 2015-04-08 11:59 2 days');
    expect(text).toContain(
      'PATCH /api/users/{user_id} 7 2 1 3 2015-04-08 11:59 PATCH /api/v2/users/{user_id} update:users read:users read:logs',
    );
  });

  test.each([
    [{ ...client, last: '2015-04-10T01:00:00.000Z' }, 'less than a day'],
    [{ ...client, last: '2015-04-09T12:00:00.000Z' }, '1 day'],
    [{ ...client, routes: 0, first: null, last: null }, 'never never'],
    [{ ...client, client: '', caller: 'anonymous' }, '(no name) anonymous'],
    [{ ...client, name: 'The old shop' }, 'shop (The old shop) app'],
  ])('shows who a client is, and how long it has been quiet: %#', (one, expected) => {
    expect(page({ usage: { ...usage, clients: [one] } })).toContain(expected);
  });

  test.each([
    [{ kept: 'memory' }, 'Counted since this process began'],
    [{ kept: 'redis', whole: false }, 'is away: these are but the latest'],
    [{ full: true }, 'There was no room for all'],
    [{ clients: [], rows: [] }, 'Nobody has called yet.'],
  ] as const)('says what is missing in the counts: %#', (lack, expected) => {
    expect(page({ usage: { ...usage, ...lack } })).toContain(expected);
    expect(page({})).not.toContain(expected);
  });

  test('shows the reason of an operation that is gone, and the key of one that is off', () => {
    const gone = { ...row, gone: 'v2 has no such thing.' };
    expect(page({ usage: { ...usage, rows: [gone] } })).toContain('11:59 v2 has no such thing. update');
    expect(page({ usage: { ...usage, rows: [{ ...row, v1: [] }] } })).toContain('users.block 7');
    const off = {
      ...route,
      switch: 'HOLDOVER_ALLOW',
      lossy: [{ id: 'one-bag', why: '', knownBy: 'answer' }],
    };
    const text = page({ routes: [off as typeof route, { ...route, gone: 'There is none.' }] });
    expect(text).toContain('200 text OK Off unless HOLDOVER_ALLOW=true. one-bag');
    expect(text).toContain('There is none.');
  });

  test('escapes markup in texts of clients and of the map', () => {
    const evil = `"'><script>alert(1)</script>&amp;`;
    const markup = createOperatorsPage({ version: evil, now: () => now }).page({
      ready: true,
      state,
      usage: {
        ...usage,
        clients: [{ ...client, client: evil, name: evil }],
        rows: [{ ...row, client: evil, v1: [evil], v2: [evil], scopes: [[evil]], gone: undefined }],
      },
      routes: [{ ...route, id: evil, lossy: [{ id: evil, why: evil, knownBy: 'answer' }] }],
    });
    expect(markup).not.toContain('<script');
    expect(markup).not.toContain('&amp;<');
    expect(html`<b title="${evil}">${[evil, html`<i></i>`]}</b>`.text).toBe(
      `<b title="${escaped(evil)}">${escaped(evil)}<i></i></b>`,
    );
  });

  test('has a Content-Security-Policy that allows only its own style', () => {
    const policy = createOperatorsPage({ version: '', now: () => now }).headers['Content-Security-Policy'];
    expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[\w+/=]{44}';/);
    expect(policy).not.toContain('script');
  });
});

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
}

describe('the headline of the operator’s page', () => {
  test.each<[boolean, Partial<Shown['state']>, string, boolean]>([
    [true, {}, 'Ready.', true],
    [false, { draining: true }, 'Not ready. It is draining, and takes no new requests soon.', false],
    [
      false,
      { upstreamToken: 'waiting' },
      'Not ready. The tenant has given no token for the service credentials.',
      false,
    ],
    [true, { workers: { serving: 2, of: 2 } }, 'Ready.', true],
    [true, { workers: { serving: 1, of: 2 } }, 'Ready. 1 of 2 workers serve.', false],
    [true, { sharedState: 'away' }, 'Ready. Redis is away: each replica goes on with what it knows.', false],
    [true, { sharedState: 'refusing' }, 'Ready. Redis takes nothing: some changes are refused.', false],
  ])('says %s with %j', (...[ready, more, text, good]) => {
    expect(headline({ ready, state: { ...state, ...more } })).toEqual({ text, good });
  });
});
