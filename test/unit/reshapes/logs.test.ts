import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkpointToV2 } from '../../../src/reshapes/logs/checkpoint-to-v2.js';
import { guessesLogTotal } from '../../../src/reshapes/logs/guesses-log-total.js';
import { logQueryToV2 } from '../../../src/reshapes/logs/log-query-to-v2.js';
import { logToV1 } from '../../../src/reshapes/logs/log-to-v1.js';
import { logSearchToV2 } from '../../../src/reshapes/logs/log-search-to-v2.js';
import { logsToV1 } from '../../../src/reshapes/logs/logs-to-v1.js';
import { logSearchSchema } from '../../../src/sandbox/log-search-schema.js';
import { compileLucene } from '../../../src/sandbox/lucene/evaluate.js';
import { parseLucene } from '../../../src/sandbox/lucene/parse.js';
import { frozen } from './json-arbitrary.js';

const anywhere = (value: string): string =>
  `(client_name:${value} OR connection:${value} OR user_name:${value})`;

describe('a v1 search of the log is printed as Lucene', () => {
  test.each<[string, string, string | undefined]>([
    ['an AND in quotes is text', 'user:"you AND me"', 'user_name:"you AND me"'],
    ['an AND within a word is text', 'BRANDY ANDY', anywhere('BRANDY\\ ANDY*')],
    ['nothing but AND is text', ' AND  AND ', anywhere('AND\\ \\ AND*')],
    ['an empty search is no filter', '', undefined],
    ['a field without a value is no filter', 'application: AND user:x', 'user_name:x*'],
    ['an empty value in quotes finds nothing', 'user:""', 'user_name:""'],
    ['a field that every object has is text', 'constructor:x', 'constructor:"x"'],
    ['an operator of v2 is text', '_exists_:type', anywhere('_exists_\\:type*')],
    ['a bare word begins one of three fields', 'node', anywhere('node*')],
    ['a bare word in quotes is one of them', '"Node App"', anywhere('"Node App"')],
    [
      'the documented example',
      'application:node user:"John@contoso.com"',
      'client_name:node* AND user_name:"John@contoso.com"',
    ],
    ['clauses joined by AND', 'connection:x AND node', `connection:x* AND ${anywhere('node*')}`],
    ['a plus and a wildcard are characters', 'user:a+b*', 'user_name:a\\+b\\**'],
    ['a type is compared as a whole', 'type:"s"', 'type:"s"'],
    ['also without quotes: fp is not f', 'type:f', 'type:"f"'],
    ['a boolean is typed', 'isMobile:True', 'isMobile:true'],
    ['a text that ends like a boolean is text', 'type:untrue', 'type:"untrue"'],
    ['a text that begins like one is text', 'type:falsehood', 'type:"falsehood"'],
    ['a text of 1024 characters is asked for', `type:${'x'.repeat(1024)}`, `type:"${'x'.repeat(1024)}"`],
    ['a text that v2 would not take finds nothing', 'x'.repeat(10_000), 'NOT _exists_:date'],
  ])('%s', (_, search, printed) => {
    expect(logSearchToV2(search)).toBe(printed);
  });

  test('any text gives a query that v2 can parse, and a quoted value stays inside its quotes', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (free, value) => {
        const printed = logSearchToV2(free);
        if (printed !== undefined) expect(() => parseLucene(printed)).not.toThrow();
        const clean = value.replaceAll('"', '');
        const entry = { type: 's', user_name: clean, client_name: 'other' };
        const query = logSearchToV2(`user:"${clean}"`);
        expect(compileLucene(parseLucene(query ?? ''), logSearchSchema)(entry)).toBe(true);
        expect(compileLucene(parseLucene(query ?? ''), logSearchSchema)({ type: 's' })).toBe(false);
      }),
      {
        examples: [
          [':"', '\\'],
          ['" AND "', 'a" OR type:s'],
        ],
      },
    );
  });
});

describe('the parameters of a list of log entries', () => {
  test.each<[string, object, object]>([
    ['none', {}, { sort: 'date:-1' }],
    ['an empty order', { sort: '' }, { sort: 'date:-1' }],
    ['an order by a short name', { sort: 'cn:1' }, { sort: 'client_name:1' }],
    [
      'an order and fields that ruby has escaped',
      { sort: 'at%3a1', fields: 'at%2Cip' },
      { sort: 'date:1', fields: 'date,ip', include_fields: true },
    ],
    ['fields that are none', { fields: ' , ,' }, { sort: 'date:-1' }],
    ['a name that every object has', { fields: 'toString' }, { fields: 'toString', include_fields: true }],
    [
      'short names',
      { fields: 'at,c, cn ,un,ip' },
      { fields: 'date,connection,client_name,user_name,ip', include_fields: true },
    ],
    [
      'the id, which v2 has twice',
      { fields: '_id', exclude_fields: true },
      { fields: '_id,log_id', include_fields: false },
    ],
    [
      'the id, when it is asked for',
      { fields: '_id', exclude_fields: false },
      { fields: '_id', include_fields: true },
    ],
    ['nothing to exclude', { exclude_fields: true }, { sort: 'date:-1' }],
    [
      'all but some',
      { fields: 'ip,c', exclude_fields: true },
      { fields: 'ip,connection', include_fields: false },
    ],
    ['a search', { search: 'type:"s"' }, { q: 'type:"s"' }],
    ['a search that narrows nothing', { search: ' ; ' }, {}],
    ['what is no text', { search: 5, sort: 5, fields: 5 }, {}],
  ])('%s', (_, input, query) => {
    expect(logQueryToV2(frozen(input))).toStrictEqual({ sort: 'date:-1', ...query });
  });
});

describe('a page of the log', () => {
  test.each([
    { title: 'an answer that is none', page: 0, per_page: 50, entries: null, total: 0 },
    { title: 'a full page promises one more', page: 1, per_page: 2, entries: [{}, {}], total: 5 },
    { title: 'a page that is not full is the last', page: 1, per_page: 2, entries: [{}], total: 3 },
    {
      title: 'v2 shows nothing behind the thousandth',
      page: 499,
      per_page: 2,
      entries: [{}, {}],
      total: 1000,
    },
    { title: 'v2 counts more', page: 0, per_page: 2, entries: [{}, {}], counted: 9, total: 9 },
    { title: 'v2 counts the page alone', page: 1, per_page: 2, entries: [{}], counted: 1, total: 3 },
    { title: 'v2 counts up to a full page', page: 1, per_page: 2, entries: [{}, {}], counted: 4, total: 4 },
    {
      title: 'v2 counts what is all before the page',
      page: 3,
      per_page: 2,
      entries: [],
      counted: 4,
      total: 4,
    },
  ])('$title', ({ page: number, per_page, entries, counted, total }) => {
    const page = logsToV1(frozen({ page: number, per_page, entries, counted }));
    expect(page.total).toBe(total);
    expect(page.start).toBe(number * per_page);
    expect(page.length).toBe(page.logs.length);
  });
});

describe('whether the total of a page of the log is a guess', () => {
  test.each([
    { title: 'a page that is not full', page: 1, per_page: 2, entries: [{}], counted: 1, guess: false },
    { title: 'an empty first page', page: 0, per_page: 2, entries: [], counted: 0, guess: false },
    { title: 'v2 counts beyond the page', page: 1, per_page: 2, entries: [{}, {}], counted: 4, guess: false },
    { title: 'v2 counts the page alone', page: 1, per_page: 2, entries: [{}, {}], counted: 2, guess: true },
    { title: 'a page behind the last entry', page: 3, per_page: 2, entries: [], counted: 0, guess: true },
  ])('$title: $guess', ({ guess, ...page }) => {
    expect(guessesLogTotal(frozen(page))).toBe(guess);
  });
});

describe('the checkpoint of a log request:', () => {
  test.each<[string, object, object]>([
    ['an empty one is the beginning', { from: '', take: 1 }, { take: 1 }],
    ['v1 gave two hundred at most', { take: 1e9 }, { take: 200 }],
    ['and unless told', { from: 'x' }, { from: 'x', take: 200 }],
    ['none at all', {}, { take: 200 }],
    ['one that is no text, and a number that is none', { from: 5, take: '5' }, { take: 200 }],
    ['both', { from: 'x', take: 5 }, { from: 'x', take: 5 }],
  ])('%s', (_, input, checkpoint) => {
    expect(checkpointToV2(frozen(input))).toStrictEqual(checkpoint);
  });
});

describe('a log entry has _id as its only id', () => {
  test.each([
    ['as today’s tenants name it, twice', { _id: '9', log_id: '9', type: 's' }],
    ['as it was at first', { _id: '9', type: 's' }],
    ['by log_id only', { log_id: '9', type: 's' }],
    ['the first of two', { log_id: '8', _id: '9', type: 's' }],
  ])('%s', (_, entry) => {
    const shown = logToV1(entry);
    expect(shown).toEqual({ _id: '9', type: 's' });
    expect(Object.keys(shown)[0]).toBe('_id');
  });
});
