import { expect, test } from '@jest/globals';
import type { Asked } from '../../../src/parity/ask.js';
import { deadEndOf, targetHere } from '../../../src/parity/replay/follow-link.js';
import type { RecordedReply } from '../../../src/parity/recording.js';

const here = targetHere(['http://127.0.0.1:8080', 'https://v1.example/behind']);

test.each([
  ['http://127.0.0.1:8080/api/users?page=1&search=a|b', '/api/users?page=1&search=a|b'],
  ['HTTPS://V1.example:443/behind/api/users?page=1', '/api/users?page=1'],
  ['https://v1.example/api/users?page=1', undefined],
  ['http://127.0.0.1:8081/api/users?page=1', undefined],
  ['https://127.0.0.1:8080/api/users?page=1', undefined],
  ['http://127.0.0.1:8080?page=1', undefined],
  ['http://:0/', undefined],
])('the link %s leads to %s here', (url, target) => {
  expect(here(url)).toBe(target);
});

function page(items: unknown, url?: string): RecordedReply {
  const headers = url === undefined ? {} : { link: `<${url}>; rel="next"` };
  return { status: 200, headers, body: { json: items } };
}
const asked: Asked = { method: 'GET', target: '/api/users', headers: { accept: '*/*' }, bearer: 'token' };
const sealed = page([1], 'https://t.auth0.com/api/users?page=1&bewit=a');
const plain = page([1], 'https://t.auth0.com/api/users?page=1');
const next = 'http://127.0.0.1:8080/api/users?page=1&bewit=b';

test.each([
  ['without a token, because v1’s link has a seal', sealed, page([1], next), undefined],
  ['with the token, because v1’s link has no seal', plain, page([1], next), 'token'],
])('a link is followed %s', async (...[, control, candidate, bearer]) => {
  const all: Asked[] = [];
  const ask = (question: Asked): Promise<RecordedReply> => {
    all.push(question);
    return Promise.resolve(page([2]));
  };
  await expect(deadEndOf({ asked, control, candidate }, { ask, targetHere: here })).resolves.toBeUndefined();
  expect(all).toEqual([
    {
      method: 'GET',
      target: '/api/users?page=1&bewit=b',
      headers: { accept: '*/*' },
      ...(bearer === undefined ? {} : { bearer }),
    },
  ]);
});

test.each<[string, RecordedReply, string, string]>([
  ['a refusal', { status: 401, headers: {} }, next, 'is answered with 401'],
  ['a redirect', { status: 302, headers: {} }, next, 'is answered with 302'],
  ['the same page', page([1]), next, 'leads to the same page again'],
  ['another host', page([2]), next.replace('127.0.0.1', 'other'), 'leads to http://other:8080'],
])('a link to %s is a dead end', async (...[, answer, url, fault]) => {
  const ask = (): Promise<RecordedReply> => Promise.resolve(answer);
  const first = { asked, control: sealed, candidate: page([1], url) };
  await expect(deadEndOf(first, { ask, targetHere: here })).resolves.toBe(fault);
});

test('an answer that tells nothing is an error, so that the exchange does not read as the same', async () => {
  const ask = (): Promise<RecordedReply> => Promise.resolve({ status: 429, headers: {} });
  const first = { asked, control: sealed, candidate: page([1], next) };
  await expect(deadEndOf(first, { ask, targetHere: here })).rejects.toThrow('no room for the next page');
});
