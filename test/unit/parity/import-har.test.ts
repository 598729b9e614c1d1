import { describe, expect, test } from '@jest/globals';
import { importHar } from '../../../src/parity/record/import-har.js';
import { exchangeSchema } from '../../../src/parity/recording.js';
import { parityMap } from '../../support/parity-map.js';

const map = parityMap();

function entry(url: string, more: { request?: object; response?: object } = {}): object {
  return {
    startedDateTime: '2026-03-01T12:00:00.123Z',
    time: 12.5,
    cache: {},
    timings: {},
    request: {
      method: 'GET',
      url,
      httpVersion: 'http/1.1',
      headers: [],
      queryString: [],
      cookies: [],
      headersSize: -1,
      bodySize: 0,
      ...more.request,
    },
    response: {
      status: 200,
      statusText: 'OK',
      headers: [{ name: 'Content-Type', value: 'application/json' }],
      content: { size: 2, mimeType: 'application/json', text: '[]' },
      redirectURL: '',
      ...more.response,
    },
  };
}

function read(...entries: object[]): ReturnType<typeof importHar> {
  return importHar(
    JSON.stringify({ log: { version: '1.2', creator: { name: 'WebInspector' }, pages: [], entries } }),
    map,
  );
}

describe('a HAR file of a browser', () => {
  test('gives the v1 exchanges, without CORS preflights and other requests', () => {
    const found = read(
      entry('https://t.auth0.com/api/users/auth0%7C1?a=b#x'),
      entry('https://t.auth0.com/authorize?client_id=x'),
      entry('https://t.auth0.com/api/v2/users'),
      entry('https://t.auth0.com/api/users', { request: { method: 'OPTIONS' } }),
      entry('data:text/plain,x'),
    );
    expect(found).toEqual([
      {
        at: '2026-03-01T12:00:00.123Z',
        caller: 'token:unknown',
        request: { method: 'GET', target: '/api/users/auth0%7C1?a=b', headers: {} },
        reply: { status: 200, headers: { 'content-type': 'application/json' }, body: { json: [] } },
      },
    ]);
  });

  test('distinguishes two tokens if the browser has saved them', () => {
    const by = (value: string): object =>
      entry('https://h/api/users', { request: { headers: [{ name: 'Authorization', value }] } });
    expect(read(by('Bearer a'), by('Bearer b'), by('Bearer a')).map(({ caller }) => caller)).toEqual([
      'token:1',
      'token:2',
      'token:1',
    ]);
  });

  test('gives the posted body in parsed form', () => {
    const [found] = read(
      entry('https://h/api/users', {
        request: {
          method: 'POST',
          headers: [{ name: 'content-type', value: 'application/json' }],
          postData: { mimeType: 'application/json', text: '{"a":1}' },
        },
      }),
    );
    expect(found?.request).toEqual({
      method: 'POST',
      target: '/api/users',
      headers: { 'content-type': 'application/json' },
      body: { json: { a: 1 } },
    });
  });

  test('gives a form of which only the fields were saved (HAR 1.2)', () => {
    const params = [
      { name: 'email', value: 'a+b@example.com' },
      { name: 'connection', value: 'db' },
      { name: 'blank' },
    ];
    const [found] = read(
      entry('https://h/api/users', {
        request: { method: 'POST', postData: { mimeType: 'application/x-www-form-urlencoded', params } },
      }),
    );
    expect(found?.request.body).toEqual({
      form: [
        ['email', 'a+b@example.com'],
        ['connection', 'db'],
        ['blank', ''],
      ],
    });
  });

  test('gives only exchanges that a recording can hold, whatever methods and statuses it has', () => {
    const found = read(
      entry('https://h/api/rules', { request: { method: 'get' } }),
      entry('https://h/api/rules', { request: { method: 'M-SEARCH' } }),
      entry('https://h/api/rules', { request: { method: '' } }),
      entry('https://h/api/rules', { response: { status: 200.5 } }),
    );
    expect(found.map(({ request, reply }) => [request.method, reply?.status])).toEqual([
      ['GET', 200],
      ['GET', undefined],
    ]);
    for (const exchange of found)
      expect(exchangeSchema.safeParse({ id: '1', ...exchange }).success).toBe(true);
  });

  test.each<[string, object, unknown]>([
    ['Base64', { content: { size: 4, text: 'WzFd', encoding: 'base64' } }, { body: { json: [1] } }],
    ['no body at all', { status: 204, content: { size: 0 } }, { status: 204 }],
  ])('an answer with %s is read', (...[, response, reply]) => {
    expect(read(entry('https://h/api/rules', { response }))[0]?.reply).toMatchObject(reply as object);
  });

  test.each([
    ['a body that the browser has not kept', { content: { size: 12 } }],
    ['a body that is not UTF-8', { content: { size: 3, text: 'IuAi', encoding: 'base64' } }],
    ['a request that was blocked', { status: 0 }],
    ['an answer from the cache', { status: 304, content: { size: 0 } }],
  ])('%s leaves the answer unknown', (...[, response]) => {
    expect(read(entry('https://h/api/rules', { response }))[0]).not.toHaveProperty('reply');
  });

  test.each([
    ['a text', 'hello', /not JSON/],
    ['other JSON', '{"log":{}}', /log\.entries/],
    ['a list', '[]', /^This is no HAR: the whole: /],
  ])('%s is refused, because it is not a HAR file', (...[, text, sentence]) => {
    expect(() => importHar(text, map)).toThrow(sentence);
  });
});
