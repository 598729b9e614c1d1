import { describe, expect, test } from '@jest/globals';
import { compareReplies } from '../../../src/parity/compare-replies.js';
import type { RecordedReply } from '../../../src/parity/recording.js';

const good: RecordedReply = {
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: { json: { a: 1 } },
};
const bad: RecordedReply = {
  status: 404,
  headers: { 'content-type': 'text/plain' },
  body: { text: 'Not Found' },
};

function told(control: RecordedReply, candidate: RecordedReply): string[] {
  return compareReplies(control, candidate).map(({ path, kind }) => `${path} ${kind}`);
}
const linked = (link: string): RecordedReply => ({ ...good, headers: { ...good.headers, link } });

describe('two replies', () => {
  test.each<[string, RecordedReply, RecordedReply, string[]]>([
    ['the same', good, good, []],
    [
      'a charset is no difference',
      good,
      { ...good, headers: { 'content-type': 'Application/JSON; charset=utf-8' } },
      [],
    ],
    ['another media type', good, { ...good, headers: { 'content-type': 'text/plain' } }, ['@type value']],
    ['no media type', good, { ...good, headers: {} }, ['@type missing']],
    ['201 for 200', good, { ...good, status: 201 }, ['@status value']],
    ['a refusal for a success tells of its status alone', good, bad, ['@status value']],
    [
      "of two refusals the sentence is nobody's",
      bad,
      { ...bad, headers: {}, body: { json: { error: 'x' } } },
      [],
    ],
    ['but not that there is none', bad, { status: 404, headers: {} }, ['. missing']],
    ['another refusal', bad, { ...bad, status: 400 }, ['@status value']],
    ['OK as JSON', { ...good, body: { text: 'OK' } }, { ...good, body: { json: 'OK' } }, ['. type']],
    ['no body', good, { status: 200, headers: good.headers }, ['. missing']],
    ['a body', { status: 200, headers: good.headers }, good, ['. extra']],
    ['two without a body', { status: 200, headers: {} }, { status: 200, headers: {} }, []],
  ])('%s', (...[, control, candidate, differences]) => {
    expect(told(control, candidate)).toEqual(differences);
  });
});

describe('paging links', () => {
  const next = (url: string): RecordedReply => linked(`<${url}>; rel="next"`);

  test.each<[string, RecordedReply, RecordedReply, string[]]>([
    [
      'lead to the same page',
      next('https://a/api/users?per_page=2&page=1&bewit=x'),
      next('http://b:8080/api/users?page=1&per_page=2&bewit=y%3D'),
      [],
    ],
    [
      'lead to another page',
      next('https://a/api/users?page=1'),
      next('https://a/api/users?page=2'),
      ['@link.next value'],
    ],
    ['are missing', next('https://a/api/users?page=1'), good, ['@link.next missing']],
    ['are extra', good, next('https://a/api/users?page=1'), ['@link.next extra']],
    [
      'stand beside others',
      next('https://a/x?page=1'),
      linked('<https://b/v2>; rel="successor-version", <https://b/x?page=1>; rel="next"'),
      [],
    ],
    ['are the same, escaped or not', next('https://a/x?search=a,b'), next('https://a/x?search=a%2Cb'), []],
  ])('%s', (...[, control, candidate, differences]) => {
    expect(told(control, candidate)).toEqual(differences);
  });
});
