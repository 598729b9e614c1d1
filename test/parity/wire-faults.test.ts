import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import { openParityStage, type ParityStage } from '../support/parity-stage.js';
import type { ParityCase } from '../support/native-recording.js';
import type { ChangeAnswer, WireAnswer } from '../support/wire-front.js';

const block = '/api/users/auth0%7C5457edea1b8f33391a000005/block';
const cases: readonly ParityCase[] = [
  ['GET /api/users?per_page=20'],
  ['GET /api/connections?per_page=4'],
  ['GET /api/rules'],
  ['GET /api/rules/nothing'],
  [`POST ${block}`],
];

let stage: ParityStage;

beforeAll(async () => {
  stage = await openParityStage(cases);
});
afterAll(() => stage.close());

const [users, rules] = ['GET /api/users', 'GET /api/rules'];

function withHeader(name: string, change: (value: string) => string): ChangeAnswer {
  return (answer) => {
    const at = answer.headers.findIndex((each, n) => n % 2 === 0 && each.toLowerCase() === name);
    return {
      ...answer,
      headers: answer.headers.map((each, n) => (n === at + 1 && at >= 0 ? change(each) : each)),
    };
  };
}
const link = (change: (value: string) => string): ChangeAnswer => withHeader('link', change);
const encoded =
  (encoding: string, pack: (body: Buffer) => Buffer): ChangeAnswer =>
  (answer) => ({
    ...answer,
    headers: [...answer.headers, 'Content-Encoding', encoding],
    body: pack(answer.body),
  });
const named =
  (name: string, other: string): ChangeAnswer =>
  (answer) => ({
    ...answer,
    headers: answer.headers.map((each, n) => (n % 2 === 0 && each === name ? other : each)),
  });
const said =
  (more: Partial<WireAnswer>): ChangeAnswer =>
  (answer) => ({ ...answer, ...more });

describe('a fault on the wire alone is found, at its own entry and place:', () => {
  test.each<[string, string, string, ChangeAnswer]>([
    ['a paging link without its seal', users, '@link-form', link((it) => it.replace(/[?&]bewit=[^&>]*/, ''))],
    ['an empty seal', users, '@link-form', link((it) => it.replace(/bewit=[^&>]*/, 'bewit='))],
    [
      'a seal that does not open',
      users,
      '@link-form',
      link((it) => it.replace(/bewit=[^&>]{8}/, 'bewit=AAAAAAAA')),
    ],
    ['a link to another host', users, '@link-form', link((it) => it.replace(/\/\/[^/]*/, '//other.example'))],
    ['a link to another scheme', users, '@link-form', link((it) => it.replace('<http:', '<https:'))],
    ['a link to a path of v2', users, '@link', link((it) => it.replace('/api/users', '/api/v2/users'))],
    ['a link with a comma', users, '@link-form', link((it) => it.replace('>', '&fields=a,b>'))],
    ['a parameter after the rel', users, '@link-form', link((it) => `${it}; title="more"`)],
    ['Link in lower case', users, '@link-form', named('Link', 'link')],
    ['a plain body that is called gzip', rules, '@encoding', encoded('gzip', (body) => body)],
    ['a gzip body that nobody asked for', rules, '@encoding', encoded('gzip', gzipSync)],
    ['a gzip body that is called plain', rules, '@encoding', (it) => ({ ...it, body: gzipSync(it.body) })],
    ['a refusal that is called gzip', `${rules}/nothing`, '@encoding', encoded('gzip', (body) => body)],
    [
      'another charset',
      rules,
      '@type',
      withHeader('content-type', () => 'application/json; charset=iso-8859-1'),
    ],
    ['no content type', rules, '@type', named('Content-Type', 'X-Type')],
    ['204 for 200', `POST ${block}`, '@status', said({ status: 204, body: Buffer.alloc(0) })],
    ['an empty body', rules, '.', said({ body: Buffer.alloc(0) })],
    ['an empty refusal', `${rules}/nothing`, '.', said({ body: Buffer.alloc(0) })],
    ['null for a list', rules, '.', said({ body: Buffer.from('null') })],
    [
      'a byte order mark',
      rules,
      '.',
      (it) => ({ ...it, body: Buffer.concat([Buffer.from('\ufeff'), it.body]) }),
    ],
  ])('%s', async (...[, line, field, change]) => {
    const { summary, exitCode } = await stage.replay({ onTheWire: { line, change } });
    const unexplained = summary.groups.filter(({ cause }) => cause === 'unexplained');
    expect(unexplained.map((group) => group.field)).toContain(field);
    expect(summary.counts).toMatchObject({ different: 1, failed: 0 });
    expect(exitCode).toBe(1);
  });

  test.each([-2, 2])('a length that is false by %i is not to be compared', async (more) => {
    const change: ChangeAnswer = (it) => ({ ...it, length: it.body.length + more });
    const { summary, exitCode } = await stage.replay({ onTheWire: { line: rules, change } });
    expect(summary.counts).toMatchObject({ different: 0, failed: 1 });
    expect(exitCode).toBe(2);
  });

  test('without a fault nothing is told, and a charset of UTF-8 is none', async () => {
    const change = withHeader('content-type', () => 'application/json; charset="UTF-8"');
    const { summary, exitCode } = await stage.replay({ onTheWire: { line: rules, change } });
    expect(summary.counts).toMatchObject({ different: 0, failed: 0 });
    expect(exitCode).toBe(0);
  });
});
