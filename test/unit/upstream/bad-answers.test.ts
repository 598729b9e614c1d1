import { afterEach, describe, expect, test } from '@jest/globals';
import { Cancellation } from '../../../src/upstream/cancellation.js';
import { createUpstream, type TenantUpstream } from '../../../src/upstream/upstream.js';
import { outcomeOfSend, startRawTenant, type TenantDouble } from './tenant-double.js';

let tenant: TenantDouble;
let upstream: TenantUpstream;

afterEach(async () => {
  await upstream.close();
  await tenant.close();
});

const ok = 'HTTP/1.1 200 OK\r\n';
const good = `${ok}content-length: 11\r\n\r\n{"ok":true}`;
const json = (text: string): string =>
  `${ok}content-length: ${Buffer.byteLength(text, 'latin1')}\r\n\r\n${text}`;

/** The body that is read, or an `upstream-…` code where the answer cannot be read. */
type Outcome = string | { readonly body: unknown };

/** The bytes that the tenant sends. It then closes the connection unless they are `kept`. */
const answers: readonly [what: string, raw: string, outcome: Outcome, kept?: 'kept'][] = [
  ['no bytes at all', '', 'upstream-lost'],
  ['garbage', 'what?\r\n\r\n', 'upstream-unreadable'],
  ['an alert of TLS', '\x15\x03\x01\x00\x02\x02\x46', 'upstream-unreadable'],
  ['a request', 'GET / HTTP/1.1\r\nhost: a\r\n\r\n', 'upstream-unreadable'],
  ['HTTP/0.9', '{"ok":true}', 'upstream-unreadable'],
  ['HTTP/1.2', 'HTTP/1.2 200 OK\r\ncontent-length: 2\r\n\r\n{}', 'upstream-unreadable'],
  ['half a head', 'HTTP/1.1 200 OK\r\ncontent-le', 'upstream-lost'],
  ['a length that is none', `${ok}content-length: x\r\n\r\n{}`, 'upstream-unreadable'],
  ['a negative length', `${ok}content-length: -2\r\n\r\n{}`, 'upstream-unreadable'],
  ['two lengths that differ', `${ok}content-length: 2\r\ncontent-length: 3\r\n\r\n{}`, 'upstream-unreadable'],
  ['a list of lengths', `${ok}content-length: 2, 2\r\n\r\n{}`, 'upstream-unreadable'],
  [
    'a length beyond all numbers',
    `${ok}content-length: 99999999999999999999\r\n\r\n{}`,
    'upstream-unreadable',
  ],
  ['less than its length', `${ok}content-length: 20\r\n\r\n{"ok":true}`, 'upstream-unreadable'],
  ['an unknown coding', `${ok}transfer-encoding: foo\r\n\r\n{}`, 'upstream-unreadable'],
  [
    'gzip as its coding',
    `${ok}transfer-encoding: gzip, chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`,
    'upstream-unreadable',
  ],
  [
    'chunks twice',
    `${ok}transfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`,
    'upstream-unreadable',
  ],
  [
    'chunks and a length',
    `${ok}transfer-encoding: chunked\r\ncontent-length: 2\r\n\r\n2\r\n{}\r\n0\r\n\r\n`,
    'upstream-unreadable',
  ],
  ['a chunk cut short', `${ok}transfer-encoding: chunked\r\n\r\n10\r\n{"ok"`, 'upstream-unreadable'],
  ['no last chunk', `${ok}transfer-encoding: chunked\r\n\r\n2\r\n{}\r\n`, 'upstream-unreadable'],
  [
    'a chunk size that is none',
    `${ok}transfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n`,
    'upstream-unreadable',
  ],
  ['a NUL in its head', `${ok}x-a: a\0b\r\ncontent-length: 2\r\n\r\n{}`, 'upstream-unreadable'],
  ['a bare CR in its head', `${ok}x-a: a\rb\r\ncontent-length: 2\r\n\r\n{}`, 'upstream-unreadable'],
  [
    'a head of 20 KiB',
    `${ok}x-a: ${'a'.repeat(20_480)}\r\ncontent-length: 2\r\n\r\n{}`,
    'upstream-unreadable',
  ],
  ['a space before the colon', `${ok}content-length : 2\r\n\r\n{}`, 'upstream-unreadable'],
  ['status 99', 'HTTP/1.1 99 What\r\ncontent-length: 2\r\n\r\n{}', 'upstream-unreadable'],
  ['status 600', 'HTTP/1.1 600 What\r\ncontent-length: 2\r\n\r\n{}', 'upstream-unreadable'],
  ['status 999', 'HTTP/1.1 999 What\r\ncontent-length: 2\r\n\r\n{}', 'upstream-unreadable'],
  [
    'a switch of protocols that nobody asked for',
    'HTTP/1.1 101 Switching\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n',
    'upstream-unreadable',
  ],
  ['a page with 200', json('<html>welcome</html>'), 'upstream-unreadable'],
  ['two texts of JSON', json('{}\n{}'), 'upstream-unreadable'],
  ['half a text of JSON', json('{"ok":tr'), 'upstream-unreadable'],
  ['invalid UTF-8', json('"\xff"'), 'upstream-unreadable'],
  [
    'compressed JSON',
    `${ok}content-encoding: gzip\r\ncontent-length: 4\r\n\r\n\x1f\x8b\x08\x00`,
    'upstream-unreadable',
  ],
  [
    'an early hint before it',
    `HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n${good}`,
    { body: { ok: true } },
    'kept',
  ],
  ['a word to go on before it', `HTTP/1.1 100 Continue\r\n\r\n${good}`, 'upstream-unreadable'],
  ['a byte order mark', json('\xef\xbb\xbf{}'), { body: {} }, 'kept'],
  ['null', json('null'), { body: null }, 'kept'],
  ['nothing with 200', json(''), { body: undefined }, 'kept'],
  ['a 204', 'HTTP/1.1 204 No Content\r\n\r\n', { body: undefined }, 'kept'],
  ['a 204 with bytes behind it', 'HTTP/1.1 204 No Content\r\n\r\n{"stolen":1}', { body: undefined }],
  [
    'a 200 with bytes behind it',
    `${good}HTTP/1.1 200 OK\r\ncontent-length: 8\r\n\r\n"stolen"`,
    { body: { ok: true } },
  ],
  [
    'JSON under another type',
    `${ok}content-type: text/html\r\ncontent-length: 2\r\n\r\n[]`,
    { body: [] },
    'kept',
  ],
  ['no length and an end', `${ok}connection: close\r\n\r\n{"ok":true}`, { body: { ok: true } }],
];

const cases = answers.map(([what, raw, outcome, kept]) => ({ what, raw, outcome, isKept: kept === 'kept' }));

describe.each(['GET', 'POST'])('a %s that is answered with', (method) => {
  test.each(cases)(
    '$what has the expected outcome, and the next call gets its own answer',
    async ({ raw, outcome, isKept }) => {
      let isFirst = true;
      tenant = await startRawTenant((socket) => {
        const bytes = Buffer.from(isFirst ? raw : good, 'latin1');
        if (isFirst && !isKept) socket.end(bytes);
        else socket.write(bytes);
        isFirst = false;
      });
      upstream = createUpstream({ url: tenant.url, connections: 1, resilience: false });
      const ask = () =>
        outcomeOfSend(upstream.send({ method, path: '/api/v2/users' }, undefined, new Cancellation()));
      expect(await ask()).toEqual(outcome);
      expect(await ask()).toEqual({ body: { ok: true } });
    },
  );
});

describe('an answer over the size limit', () => {
  test('that arrives slowly is cut off at the limit', async () => {
    let sent = 0;
    tenant = await startRawTenant((socket) => {
      socket.write(`${ok}connection: close\r\n\r\n"`);
      const drip = setInterval(() => {
        sent += 100;
        socket.write('x'.repeat(100));
      }, 1);
      socket.on('close', () => {
        clearInterval(drip);
      });
    });
    upstream = createUpstream({ url: tenant.url, maxAnswerBytes: 1_000 });
    const outcome = await outcomeOfSend(
      upstream.send({ method: 'GET', path: '/api/v2/users' }, undefined, new Cancellation()),
    );
    expect(outcome).toBe('upstream-unreadable');
    expect(sent).toBeLessThan(20_000);
  });
});
