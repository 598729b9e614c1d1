import { describe, expect, test } from '@jest/globals';
import { compareReplies } from '../../../src/parity/compare/compare-replies.js';
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

describe('compareReplies of two replies:', () => {
  test.each<[string, RecordedReply, RecordedReply, string[]]>([
    ['the same', good, good, []],
    [
      'a charset is no difference',
      good,
      { ...good, headers: { 'content-type': 'Application/JSON; charset=utf-8' } },
      [],
    ],
    ['another media type', good, { ...good, headers: { 'content-type': 'text/plain' } }, ['@type value']],
    [
      'another charset',
      good,
      { ...good, headers: { 'content-type': 'application/json; charset=ISO-8859-1' } },
      ['@type value'],
    ],
    [
      'an encoding',
      good,
      { ...good, headers: { ...good.headers, 'content-encoding': 'gzip' } },
      ['@encoding extra'],
    ],
    [
      'no encoding, which all can read',
      { ...good, headers: { ...good.headers, 'content-encoding': 'gzip' } },
      good,
      [],
    ],
    [
      'another encoding',
      { ...good, headers: { ...good.headers, 'content-encoding': 'gzip' } },
      { ...good, headers: { ...good.headers, 'content-encoding': 'gzip (but it is not)' } },
      ['@encoding value'],
    ],
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

describe('compareReplies of two scripts (JSONP):', () => {
  const script = (text: string): RecordedReply => ({
    status: 200,
    headers: { 'content-type': 'text/javascript' },
    body: { text },
  });
  const control = script('cb({"status":200,"user":{"a":1,"b":null}})');

  test.each<[string, RecordedReply, RecordedReply, string[]]>([
    ['the same', control, control, []],
    ['with keys in another order', control, script('cb({"user":{"b":null,"a":1},"status":200});'), []],
    [
      'with another field',
      control,
      script('cb({"status":200,"user":{"a":2}})'),
      ['a value', 'b null-vs-absent'],
    ],
    ['under another name', control, script('cb({"status":200,"person":{"a":1,"b":null}})'), ['. value']],
    ['of another function', control, script('cd({"status":200,"user":{"a":1,"b":null}})'), ['. value']],
    ['with another status', control, script('cb({"status":404,"error":"Not Found"})'), ['@status value']],
    [
      'with two refusals',
      script('cb({"status":404,"error":"Not Found"})'),
      script('cb({"status":404,"error":"There is none."})'),
      [],
    ],
    ['with a second field', control, script('cb({"status":200,"user":{"a":1,"b":null},"c":1})'), ['. value']],
    ['of which one is cut off', control, script('cb({"status":200,"user":{"a":1'), ['. value']],
    ['of which one is JSON', control, { ...good, body: { json: { a: 1 } } }, ['@type value', '. type']],
  ])('%s', (...[, one, other, differences]) => {
    expect(told(one, other)).toEqual(differences);
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
    [
      'are not absolute, as v1’s SDKs need them',
      next('https://a/x?page=1'),
      next('/x?page=1'),
      ['@link-form.next value'],
    ],
    [
      'have no quotes, without which .NET sees no next page',
      next('https://a/x?page=1'),
      linked('<https://b/x?page=1>; rel=next'),
      ['@link-form.next value'],
    ],
    [
      'are two of one rel, of which .NET’s list of them dies',
      next('https://a/x?page=1'),
      linked('<https://b/x?page=1>; rel="next", <https://b/x?page=1>; rel="next"'),
      ['@link-form.next value'],
    ],
    [
      'have no seal where v1’s has one',
      next('https://a/x?page=1&bewit=a'),
      next('https://b/x?page=1'),
      ['@link-form.next value'],
    ],
    ['have a seal where v1’s has none', next('https://a/x?page=1'), next('https://b/x?page=1&bewit=b'), []],
    [
      'have a comma, which v1’s have not',
      next('https://a/x?search=a%2Cb'),
      next('https://b/x?search=a,b'),
      ['@link-form.next value'],
    ],
    [
      'have a parameter in quotes after their rel',
      next('https://a/x?page=1'),
      linked('<https://b/x?page=1>; rel="next"; title="a"'),
      ['@link-form.next value'],
    ],
    [
      'stand under a name that .NET does not find',
      next('https://a/x?page=1'),
      {
        ...next('https://a/x?page=1'),
        headers: { ...next('https://a/x?page=1').headers, 'link-name': 'link' },
      },
      ['@link-form.name value'],
    ],
    ['are written as v1 wrote them', next('/x?page=1'), next('/x?page=1&bewit=b'), []],
    ['are the same, escaped or not', next('https://a/x?search=a,b'), next('https://a/x?search=a%2Cb'), []],
  ])('%s', (...[, control, candidate, differences]) => {
    expect(told(control, candidate)).toEqual(differences);
  });
});
