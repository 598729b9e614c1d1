import { describe, expect, test } from '@jest/globals';
import { parseBody } from '../../../src/gateway/body/parse-body.js';
import { cpuTime } from '../../support/cpu-time.js';

const json = 'application/json';
const form = 'application/x-www-form-urlencoded';

describe('a request body', () => {
  test.each<[string, string | Buffer, string | undefined, unknown]>([
    ['of blanks is none', ' \r\n', json, undefined],
    ['that is empty is none, whatever its type', '', json, undefined],
    ['with a byte order mark is JSON without it', '\ufeff{"a":1}', json, { a: 1 }],
    [
      'in Latin-1, if it says so',
      Buffer.from('{"a":"é"}', 'latin1'),
      `${json}; charset=ISO-8859-1`,
      { a: 'é' },
    ],
    [
      'in the charset of Windows, if it says so',
      Buffer.from('{"a":"5 \x80 f\xfcr O\x92Brien, \x8ei\x9eka \x96 \x81\x9f"}', 'latin1'),
      `${json}; charset=windows-1252`,
      { a: '5 € für O’Brien, Žižka – \x81Ÿ' },
    ],
    ['of a form in that charset', 'a=5+%80', `${form}; charset=windows-1252`, { a: '5 €' }],
    ['in UTF-16, if it says so', Buffer.from('{"a":1}', 'utf16le'), `${json};charset="utf-16le"`, { a: 1 }],
    ['of a single value is that value', '"x"', json, 'x'],
    ['of null is null', 'null', json, null],
    ['with a key twice has the last', '{"a":1,"a":2}', json, { a: 2 }],
    ['under text/json is JSON', '[1]', 'text/json', [1]],
    ['under text/plain is JSON if it looks so', ' [1]', 'text/plain', [1]],
    ['without a type is JSON if it looks so', '{}', undefined, {}],
    [
      'with brackets in a string is not deep',
      JSON.stringify({ a: '['.repeat(1000), b: '\\"[[' }),
      json,
      { a: '['.repeat(1000), b: '\\"[[' },
    ],
    [
      'of exactly 100 levels is read',
      '['.repeat(100) + ']'.repeat(100),
      json,
      JSON.parse('['.repeat(100) + ']'.repeat(100)),
    ],
    ['with a large number is rounded, as v1 did', '{"a":9007199254740993}', json, { a: 9007199254740992 }],
    ['with 1e400 in a string is read', '{"a":"1e400"}', json, { a: '1e400' }],
    ['with a number just within all bounds is read', `[1${'0'.repeat(208)}e99]`, json, [1e307]],
    ['of a form with a key twice has a list', 'a=1&b=x&a=2&a=1', form, { a: ['1', '2', '1'], b: 'x' }],
    [
      'of a form with a path twice has a list there',
      'o[a]=1&o[a]=2&p[]=x&p=y&q[0]=x&q[0]=y',
      form,
      { o: { a: ['1', '2'] }, p: ['x', 'y'], q: [['x', 'y']] },
    ],
    ['of a form with a bare key', 'a&b=', form, { a: '', b: '' }],
    ['of a form in capitals', 'a=%C3%A9+x', form.toUpperCase(), { a: 'é x' }],
    [
      'of a form in Latin-1, if it says so and is not UTF-8',
      'a=gr%FC%DFe+%2B&b=%C3%BC&%FC=1',
      `${form}; charset=ISO-8859-1`,
      { a: 'grüße +', b: 'ü', ü: '1' },
    ],
    ['of a form with percent signs that encode nothing', '50%=%zz&%=%C', form, { '50%': '%zz', '%': '%C' }],
    ['of a form with empty fields', '&a=1&&=2&', form, { a: '1', '': '2' }],
    ['of a form with a field in a field', 'o[a]=1&o[b][c]=2', form, { o: { a: '1', b: { c: '2' } } }],
    [
      'of a form with lists, by empty brackets',
      'a[]=x&a[]=y&b[][c]=1',
      form,
      { a: ['x', 'y'], b: [{ c: '1' }] },
    ],
    ['of a form with lists, by numbers', 'a[1]=y&a[0]=x&b%5B0%5D=1', form, { a: ['x', 'y'], b: ['1'] }],
    ['of a form with numbers that are names', 'a[2014]=x&a[1]=y', form, { a: { 2014: 'x', 1: 'y' } }],
    [
      'of a form with items with a number and without has them all',
      'a[1]=x&a[]=y&b[]=z&b[1]=w',
      form,
      { a: { 1: 'x', 2: 'y' }, b: ['z', 'w'] },
    ],
    [
      'of a form with a field in a text has the first',
      'a=1&a[b]=2&c[d]=3&c=4',
      form,
      { a: '1', c: { d: '3' } },
    ],
    [
      'of a form with brackets that are no path has them in the name',
      'a]=1&[b]=2&c[=3&d[e]f=4&g[[h]]=5',
      form,
      { 'a]': '1', '[b]': '2', 'c[': '3', 'd[e]f': '4', 'g[[h]]': '5' },
    ],
    [
      'of a form is nested by five levels and no more',
      'a[b][c][d][e][f]=1&a[b][c][d][e][f][g]=2',
      form,
      { a: { b: { c: { d: { e: { f: '1' } } } } }, 'a[b][c][d][e][f][g]': '2' },
    ],
    ['of a form with a byte order mark in a field', 'a=%EF%BB%BFx', form, { a: '\ufeffx' }],
  ])('%s', (_name, ...[body, type, expected]) => {
    expect(parseBody(Buffer.from(body as string), type)).toEqual(expected);
  });

  test('of a form that repeats a field a thousand times is parsed within 15 ms', () => {
    const body = Buffer.from('a&'.repeat(1_000));
    parseBody(body, form);
    expect(cpuTime(() => parseBody(body, form))).toBeLessThan(15);
  });

  test('of 1 MB of digits is parsed within 150 ms', () => {
    const value = Array.from({ length: 3_300 }, () => '9'.repeat(308)).join(' ');
    const text = JSON.stringify({ value });
    const ms = cpuTime(() => {
      expect(parseBody(Buffer.from(text), json)).toEqual({ value });
    });
    expect(ms).toBeLessThan(150);
  });

  test.each([json, form])('keeps __proto__ as an ordinary field (%s)', (type) => {
    const text = type === json ? '{"__proto__":{"a":1},"constructor":1}' : '__proto__=a&constructor=1';
    const body = parseBody(Buffer.from(text), type) as object;
    expect(Object.keys(body)).toEqual(['__proto__', 'constructor']);
    expect(Object.getPrototypeOf(body)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>)['a']).toBeUndefined();
  });

  test('of a form keeps __proto__ as an ordinary field within another field', () => {
    const body = parseBody(Buffer.from('__proto__[a]=1&o[__proto__][a]=1&o[constructor]=2'), form) as object;
    expect(JSON.stringify(body)).toBe(
      '{"__proto__":{"a":"1"},"o":{"__proto__":{"a":"1"},"constructor":"2"}}',
    );
    expect(Object.getPrototypeOf(body)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>)['a']).toBeUndefined();
  });

  test.each<[string, string | Buffer, string | undefined]>([
    ['JSON with a comma too many', '{"password":"hush",}', json],
    ['JSON of 101 levels', '['.repeat(101) + ']'.repeat(101), json],
    ['JSON that opens 100,000 brackets', '['.repeat(100_000), json],
    ['a number beyond all bounds', '[1e400]', json],
    ['a number of 400 digits', `[${'9'.repeat(400)}]`, json],
    [
      'a number that only its digits and its exponent together make too large',
      `[1${'0'.repeat(250)}e60]`,
      json,
    ],
    ['the same with the shortest exponent', `[${'9'.repeat(300)}E9]`, json],
    ['the same with the fewest digits', `[1${'0'.repeat(210)}.5e+99]`, json],
    ['bytes that are not UTF-8', Buffer.from([0x22, 0xff, 0x22]), json],
    ['a charset that nobody knows', '{}', `${json}; charset=klingon`],
    ['a form of 1,001 fields', Array.from({ length: 1001 }, (_, n) => `f${n}=`).join('&'), form],
    ['a form with a letter that is not UTF-8', 'newPassword=hush%FC', form],
    ['a form with a name that is not UTF-8', 'hush%C3=1', form],
    ['a form with a letter that is not in its charset', 'a=hush%FF', `${form}; charset=shift_jis`],
    ['XML', '<user password="hush"/>', 'text/xml'],
    ['words', 'hush', undefined],
  ])('of %s is unreadable, and the message does not repeat it', (_name, body, type) => {
    const read = (): unknown => parseBody(Buffer.from(body as string), type);
    expect(read).toThrow(expect.objectContaining({ code: 'body-unreadable' }));
    expect(read).not.toThrow(/hush/);
  });
});
