import type { Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { generateTokenKey } from '../../src/tokens/token-keys.js';
import { mutated } from '../support/byte-mutations.js';
import {
  calmed,
  fuzzCases,
  fuzzSeed,
  inParallel,
  livez,
  pulseOf,
  sampled,
  sendAll,
  type Pulse,
} from '../support/fuzz-run.js';
import { startHoldover, type RunningHoldover } from '../support/running-holdover.js';
import {
  NotHttp,
  readStrictAnswer,
  type StrictAnswer,
  type StrictRequest,
} from '../support/strict-message.js';
import { startStrictTenant, type StrictTenant } from '../support/strict-tenant.js';
import { v1Token } from '../support/v1-token.js';

/** The interpretation of an answer's bytes. */
interface Meaning {
  /** The last complete answer in them that is not a 1xx. */
  readonly answer: StrictAnswer | undefined;
  /** Whether the next answer may follow on the same connection. */
  readonly clean: boolean;
}

let tenant: StrictTenant;
let holdover: RunningHoldover;
let before: Pulse;
let token: string;
let answers: string[];
/** Connections that must not be reused, with the answer that forbids it. */
const spoiled = new WeakMap<Socket, string>();
const reused: { target: string; fault: string }[] = [];

beforeAll(async () => {
  answers = sampled(mutated({ good, pieces }));
  tenant = await startStrictTenant(respond);
  holdover = await startHoldover({
    HOLDOVER_UPSTREAM_URL: tenant.url,
    HOLDOVER_TOKEN_KEY: generateTokenKey(),
  });
  token = await v1Token(holdover.http, { clientId: 'legacy', clientSecret: 'secret' });
  before = await pulseOf(holdover);
});

afterAll(async () => {
  await holdover.stop();
  await tenant.close();
});

function respond(socket: Socket, { method, target }: StrictRequest): void {
  const at = Number(/\/(?:users\/auth0%7C|case-)(\d+)/.exec(target)?.[1]);
  if (Number.isNaN(at)) {
    const body = '{"access_token":"v2.token","token_type":"Bearer","expires_in":86400}';
    socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
    return;
  }
  const fault = spoiled.get(socket);
  if (fault !== undefined) reused.push({ target, fault: JSON.stringify(fault) });
  const text = answers[at] ?? '';
  socket.write(Buffer.from(text, 'latin1'));
  if (meaningOf(text, { to: method, byNumber: isForV1(at) }).clean) return;
  spoiled.set(socket, text);
  // Long enough for another request to come, if holdover kept the connection.
  setTimeout(() => {
    if (at % 8 < 2) socket.resetAndDestroy();
    else socket.end();
  }, 20);
}

/** Every other answer is for a request that passes through. */
function isForV1(at: number): boolean {
  return at % 2 === 0;
}

/** Permits a version in the first line of a 1xx answer, and a missing space before an empty reason. */
const looseLine = /^HTTP\/(?:\d\.\d (?=1\d\d)|1\.[01] (?=\d{3}\r\n))(\d{3})[^\r\n]*/;
/** undici exposes neither the version nor the reason. */
const anyLine = /^HTTP\/\d\.\d (\d{3})[^\r\n]*/;

/**
 * Strict, with harmless exceptions: blank lines around an answer (RFC 9112 section 2.2 has servers skip those of
 * clients), and first lines of which only the number is ever used.
 */
function meaningOf(text: string, { to, byNumber = false }: { to: string; byNumber?: boolean }): Meaning {
  let left = text;
  try {
    for (;;) {
      left = left.replace(/^[\r\n]+/, '');
      left = left.replace(byNumber ? anyLine : looseLine, 'HTTP/1.1 $1 ');
      const answer = readStrictAnswer(Buffer.from(left, 'latin1'), { to, ended: true });
      if (answer === undefined || answer.status === 101) return nothing;
      left = left.slice(answer.length);
      if (answer.status < 200) continue;
      const framed = isBodyless(answer, to) || answer.headers.some(([name]) => framing.test(name));
      return { answer, clean: framed && /^[\r\n]*$/.test(left) };
    }
  } catch (error) {
    if (error instanceof NotHttp) return nothing;
    throw error;
  }
}

const nothing: Meaning = { answer: undefined, clean: false };
const framing = /^(?:content-length|transfer-encoding)$/i;

function isBodyless({ status }: StrictAnswer, to: string): boolean {
  return to === 'HEAD' || status === 204 || status === 304;
}

const json = 'Content-Type: application/json\r\n';
const user =
  '{"user_id":"auth0|1","email":"a@b.c","nickname":"a","identities":[],"app_metadata":{"a":[1,2]}}';
const halves = [user.slice(0, 40), user.slice(40)].map(
  (half) => `${half.length.toString(16)}\r\n${half}\r\n`,
);
const cookies = 'Set-Cookie: a=b\r\nset-cookie: c=d\r\n';

const good = [
  `HTTP/1.1 200 OK\r\n${json}Content-Length: ${user.length}\r\n\r\n${user}`,
  `HTTP/1.1 200 OK\r\n${json}${cookies}X-Request-Id: theirs\r\nContent-Length: ${user.length}\r\n\r\n${user}`,
  `HTTP/1.1 200 OK\r\n${json}Transfer-Encoding: chunked\r\n\r\n${halves.join('')}0\r\n\r\n`,
  `HTTP/1.1 200 OK\r\n${json}Trailer: X-T\r\nTransfer-Encoding: chunked\r\n\r\n${halves.join('')}0\r\nX-T: t\r\n\r\n`,
  `HTTP/1.1 200 OK\r\n${json}Connection: close\r\n\r\n${user}`,
  `HTTP/1.0 200 OK\r\n${json}\r\n${user}`,
  `HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\n${json}Content-Length: ${user.length}\r\n\r\n${user}`,
  `HTTP/1.1 204 No Content\r\nConnection: keep-alive\r\nKeep-Alive: timeout=5\r\n\r\n`,
  `HTTP/1.1 304 Not Modified\r\nETag: "a"\r\nContent-Length: 5\r\n\r\n`,
  `HTTP/1.1 302 Found\r\nLocation: /login\r\nContent-Length: 0\r\n\r\n`,
  `HTTP/1.1 404 Not Found\r\n${json}Content-Length: 35\r\n\r\n{"statusCode":404,"error":"no user"}`.slice(
    0,
    -1,
  ),
  `HTTP/1.1 503 Unavailable\r\nRetry-After: 1\r\nContent-Length: 3\r\n\r\nbye`,
];

const pieces = [
  '\r\n',
  '\n',
  '\r',
  '\0',
  ' ',
  '\r\n\r\n',
  '0\r\n\r\n',
  '\r\nContent-Length: 5',
  '\r\nContent-Length: 0',
  '\r\nTransfer-Encoding: chunked',
  '\r\nTransfer-Encoding: gzip',
  '\r\nTransfer-Encoding: identity',
  '\r\nConnection: content-length, transfer-encoding',
  '\r\nUpgrade: websocket',
  '\r\n folded',
  'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n',
  'HTTP/1.1 100 Continue\r\n\r\n',
  'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil',
  'HTTP/2.0 200 OK',
  '999',
  '099',
  '2',
  ';',
  'ffffffffffffffff',
  '-1',
  '"',
  '}',
  '\xff\xfe',
  '\xef\xbb\xbf',
  'a'.repeat(20_000),
];

/** The tenant ends its connections after 20 ms, whatever it has sent. */
const patienceMs = 5_000;

/** What is wrong with this answer to a client; undefined where nothing is. */
type Judge = (meant: StrictAnswer | undefined, seen: StrictAnswer) => string | undefined;

interface Asking {
  /** Selects the answers of this test. */
  readonly half: (at: number) => boolean;
  readonly methodOf: (at: number) => string;
  readonly headOf: (at: number) => string;
  readonly judge: Judge;
}

async function flawsOf({ half, methodOf, headOf, judge }: Asking): Promise<object[]> {
  const flaws: object[] = [];
  await inParallel(answers, 64, async (text, at) => {
    if (!half(at)) return;
    const method = methodOf(at);
    const head = `${method} ${headOf(at)}Host: holdover\r\nConnection: close\r\n\r\n`;
    const { received, gaveUp } = await sendAll(holdover.http, Buffer.from(head), patienceMs);
    const { answer } = meaningOf(text, { to: method, byNumber: isForV1(at) });
    const flaw = gaveUp ? 'it hung' : flawOf(received, method, (seen) => judge(answer, seen));
    if (flaw !== undefined)
      flaws.push({ text: JSON.stringify(text), method, flaw, received: received.toString('latin1') });
  });
  return flaws;
}

/** A cut connection counts as an error, and so does an error answer of holdover. */
function flawOf(
  received: Buffer,
  method: string,
  judge: (seen: StrictAnswer) => string | undefined,
): string | undefined {
  try {
    const seen = readStrictAnswer(received, { to: method, ended: false });
    if (seen === undefined || isOwnError(seen, method)) return undefined;
    return seen.length < received.length ? 'there is more than an answer' : judge(seen);
  } catch (error) {
    if (error instanceof NotHttp) return error.message;
    throw error;
  }
}

/** 502, 503 or 504 in v1's form. */
function isOwnError({ status, body, headers }: StrictAnswer, method: string): boolean {
  if (status < 502 || status > 504) return false;
  if (method === 'HEAD') return headers.some(([name]) => name === 'X-Request-Id');
  return body.toString().endsWith(`"statusCode":${status}}`);
}

describe(`a tenant with malformed answers, ${fuzzCases} of them (seed ${fuzzSeed}),`, () => {
  test('causes a 502 or a cut connection for a request that passes through, and never a misread answer', async () => {
    const flaws = await flawsOf({
      half: (at) => !isForV1(at),
      methodOf: (at) => (at % 5 === 0 ? 'HEAD' : 'GET'),
      headOf: (at) => `/case-${at} HTTP/1.1\r\n`,
      judge: (meant, seen) => {
        if (meant === undefined) return 'an answer where there is none';
        if (seen.status !== meant.status) return 'another status';
        return seen.body.equals(meant.body) ? undefined : 'another body';
      },
    });
    expect(flaws).toEqual([]);
  }, 240_000);

  test('causes an error in v1’s form for a v1 request, and never a misread answer', async () => {
    const flaws = await flawsOf({
      half: isForV1,
      methodOf: () => 'GET',
      headOf: (at) => `/api/users/auth0%7C${at} HTTP/1.1\r\nAuthorization: Bearer ${token}\r\n`,
      judge: (meant, seen) => {
        const ours = JSON.parse(seen.body.toString()) as { statusCode?: number; email?: string };
        if (seen.status !== 200) return ours.statusCode === seen.status ? undefined : 'another form';
        if (meant === undefined) return 'an answer where there is none';
        const theirs = JSON.parse(meant.body.toString().replace(/^\uFEFF/, '') || '{}') as { email?: string };
        return ours.email === theirs.email ? undefined : 'another user';
      },
    });
    expect(flaws).toEqual([]);
  }, 240_000);

  test('receives no further request on a connection after an answer that forbids its reuse', () => {
    expect(reused).toEqual([]);
  });

  test('leaves a healthy process without requests in flight or further open files', async () => {
    tenant.hangUp();
    const { inFlight, files } = await calmed(holdover, before);
    expect(inFlight).toBe(0);
    expect(files).toBeLessThanOrEqual(before.files);
    expect(await livez(holdover)).toBeLessThan(100);
    expect(holdover.stdout()).not.toContain('internal error');
    expect(holdover.stderr()).toBe('');
  });
});
