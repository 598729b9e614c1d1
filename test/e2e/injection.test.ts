import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { generateTokenKey } from '../../src/tokens/token-keys.js';
import { fuzzSeed } from '../support/fuzz-run.js';
import { startHoldover, type RunningHoldover } from '../support/running-holdover.js';
import { startStrictTenant, type StrictTenant } from '../support/strict-tenant.js';
import { v1Token } from '../support/v1-token.js';
import { RawClient } from '../wire/raw-client.js';

let tenant: StrictTenant;
let holdover: RunningHoldover;
let client: RawClient;
let head: string;
let served = 0;

beforeAll(async () => {
  tenant = await startStrictTenant((socket, { target }) => {
    const body = JSON.stringify(target === '/oauth/token' ? token : (answers.get(pathOf(target)) ?? answer));
    socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
  });
  holdover = await startHoldover({
    HOLDOVER_UPSTREAM_URL: tenant.url,
    HOLDOVER_TOKEN_KEY: generateTokenKey(),
  });
  const bearer = await v1Token(holdover.http, { clientId: 'legacy', clientSecret: 'secret' });
  head = `HTTP/1.1\r\nHost: holdover\r\nAuthorization: Bearer ${bearer}\r\n\r\n`;
  client = await RawClient.connect(holdover.http);
});

afterAll(async () => {
  client.destroy();
  await holdover.stop();
  await tenant.close();
});

const token = { access_token: 'v2.token', token_type: 'Bearer', expires_in: 86_400 };
const answer = {
  user_id: 'auth0|1',
  email: 'a@b.c',
  identities: [],
  _id: '1',
  type: 's',
  date: '2015-01-01T00:00:00Z',
};
const answers = new Map<string, unknown>([['/api/v2/users', []]]);

/** URL spellings of characters that end a line, a segment, a path or a query somewhere, or are decoded twice. */
const value = fc
  .array(
    fc.constantFrom(
      ...[
        '%0d%0a',
        '%0A',
        '%00',
        '%2f',
        '%2F',
        '%5c',
        '%3f',
        '%23',
        '%22',
        '%27',
        '%25',
        '%252f',
        '%7c',
        '|',
        ';',
        '%3b',
      ],
      ...[
        '.',
        '..',
        '%2e',
        '%2e%2e',
        '%26',
        '%3d',
        '+',
        '%20',
        ':',
        '@',
        ',',
        '%',
        '%zz',
        '%E2%80%A8',
        '%ED%A0%80',
        '%ff',
      ],
      ...[
        '%F0%9F%98%80',
        '%C3%A9',
        '{',
        '}',
        '<',
        '%7b',
        '*',
        '(',
        '~',
        '-',
        '_',
        'HTTP/1.1'.replace('/', '%2F'),
        'auth0',
        'a',
        '1',
      ],
      'a'.repeat(4_096),
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map((pieces) => pieces.join(''));

async function ask(target: string): Promise<{ status: number; called: string[] }> {
  tenant.requests.length = 0;
  client.send(`GET ${target} ${head}`);
  const seen = await client.answer();
  if (tenant.requests.length > 0) served += 1;
  // Refused as malformed: the connection is closed.
  if (seen?.headers.some(([name, text]) => name === 'Connection' && text === 'close') !== false) {
    client.destroy();
    client = await RawClient.connect(holdover.http);
  }
  return { status: seen?.status ?? 0, called: tenant.requests.map(({ target: each }) => each) };
}

function pathOf(target: string): string {
  return target.split('?')[0] ?? '';
}

/** Undefined for invalid UTF-8. */
function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

async function check(holds: (text: string) => Promise<void>): Promise<void> {
  served = 0;
  await fc.assert(fc.asyncProperty(value, holds), { numRuns: 1_250, seed: fuzzSeed });
  // At least one request was served; otherwise the test would show nothing.
  expect(served).toBeGreaterThan(100);
}

describe(`a hostile value in a URL (seed ${fuzzSeed})`, () => {
  test.each([
    ['an id of a user', '/api/users/', '/api/v2/users/'],
    ['an id of a log', '/api/logs/', '/api/v2/logs/'],
  ])(
    '%s is one segment of one call, decoded once and encoded once, or is refused without a call',
    async (_name, v1, v2) => {
      await check(async (text) => {
        const { status, called } = await ask(v1 + text);
        if (status >= 400) {
          expect(called).toEqual([]);
          return;
        }
        expect(called).toHaveLength(1);
        const path = pathOf(called[0] ?? '');
        expect(path.startsWith(v2)).toBe(true);
        const segment = path.slice(v2.length);
        expect(segment).toMatch(/^(?:[A-Za-z0-9._~!'()*:@$&+,=-]|%[0-9A-F]{2})+$/);
        expect(segment).not.toMatch(/^\.{1,2}$/);
        // A v1 id without a provider is one of the database.
        expect([decoded(text), `auth0|${decoded(text) ?? ''}`]).toContain(decoded(segment));
      });
    },
    60_000,
  );

  test('in the query is one value of one call, or is refused without a call', async () => {
    await check(async (text) => {
      const { status, called } = await ask(`/api/users?per_page=1&connection=${text}`);
      if (status >= 400) {
        expect(called).toEqual([]);
        return;
      }
      expect(called).toHaveLength(1);
      const [path, query = ''] = (called[0] ?? '').split('?');
      expect(path).toBe('/api/v2/users');
      expect((called[0] ?? '').split('?')).toHaveLength(2);
      expect(new Set(new URLSearchParams(query).keys()).size).toBe(query.split('&').length);
      for (const key of new URLSearchParams(query).keys()) expect(key).toMatch(/^[a-z_]+$/);
    });
  }, 60_000);

  test('passes through unchanged outside v1', async () => {
    await check(async (text) => {
      const target = `/api/v2/users/${text}?q=${text}`;
      const { status, called } = await ask(target);
      expect(status >= 400 ? [] : [target]).toEqual(called);
    });
  }, 60_000);
});
