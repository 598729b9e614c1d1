import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseV1Search, type V1Clause } from '../../../src/reshapes/search/v1-search.js';
import { nastyText } from '../../support/nasty-text.js';
import { cpuTime } from '../../support/cpu-time.js';

const bare = (value: string): V1Clause => ({ field: undefined, value, quoted: false });
const bareQuoted = (value: string): V1Clause => ({ field: undefined, value, quoted: true });
const of = (field: string, value: string): V1Clause => ({ field, value, quoted: false });
const ofQuoted = (field: string, value: string): V1Clause => ({ field, value, quoted: true });

describe('a v1 search is read', () => {
  test.each<[string, string, V1Clause[]]>([
    ['nothing', '', []],
    ['nothing but separators', ' ; ;; ', []],
    ['the word AND alone', ' ; ;; AND ', [bare('AND')]],
    ['the word AND twice', 'AND AND;', [bare('AND AND')]],
    ['the word AND twice with what is between', ' AND  AND\ufeff', [bare('AND  AND')]],
    ['the word AND before a term, which it parts from nothing', 'AND john', [bare('john')]],
    ...['OR', 'NOT', '-', '!'].map((word): [string, string, V1Clause[]] => [
      'another operator of Lucene alone',
      word,
      [bare(word)],
    ]),
    ['a bare term', 'john', [bare('john')]],
    ['a bare term keeps its spaces', ' john  smith ', [bare('john  smith')]],
    ['a plus, a wildcard and a percent sign are characters', 'a+b*50%', [bare('a+b*50%')]],
    ['Lucene’s other operators are words', 'a OR b NOT c', [bare('a OR b NOT c')]],
    ['a field', 'name:john', [of('name', 'john')]],
    ['a space behind the colon', 'email: foo@bar.com', [of('email', 'foo@bar.com')]],
    ['a space before it makes no field', 'email : foo', [bare('email : foo')]],
    ['spaces in a value', 'name: john smith', [of('name', 'john smith')]],
    ['quotes', 'name:"john smith"', [ofQuoted('name', 'john smith')]],
    ['quotes behind a space', 'email: "x@y"', [ofQuoted('email', 'x@y')]],
    ['quotes around a bare term', '"john smith"', [bareQuoted('john smith')]],
    ['quotes keep outer spaces', 'name:" a "', [ofQuoted('name', ' a ')]],
    [
      'the documented example',
      'email_verified:true; loginsCount:1; family_name:"johnson"',
      [of('email_verified', 'true'), of('loginsCount', '1'), ofQuoted('family_name', 'johnson')],
    ],
    ['a space before the next field', 'name:jane email:j@x.y', [of('name', 'jane'), of('email', 'j@x.y')]],
    ['a line break before it', 'jane\nemail:j@x.y', [bare('jane'), of('email', 'j@x.y')]],
    ['the word AND', 'name:a AND b AND email:c', [of('name', 'a'), bare('b'), of('email', 'c')]],
    ['AND within a word', 'BRANDY ANDY', [bare('BRANDY ANDY')]],
    ['a small and', 'simon and garfunkel', [bare('simon and garfunkel')]],
    ['AND in quotes', '"SIMON AND GARFUNKEL"', [bareQuoted('SIMON AND GARFUNKEL')]],
    ['AND right behind quotes', '"a"AND"b"', [bareQuoted('a'), bareQuoted('b')]],
    ['separators in quotes', 'name:"a; b:c"', [ofQuoted('name', 'a; b:c')]],
    ['whatever comes behind quotes is the next clause', 'name:"a"b', [ofQuoted('name', 'a'), bare('b')]],
    ['a quote that is never closed', 'name:"john', [of('name', '"john')]],
    ['a quote too many', '"a" "', [bareQuoted('a'), bare('"')]],
    ['a quote inside of a value', 'john "the" smith', [bare('john "the" smith')]],
    ['which keeps nothing together', 'a "b; c"', [bare('a "b'), bare('c"')]],
    ['a backslash escapes nothing', 'name:"a\\" b', [ofQuoted('name', 'a\\'), bare('b')]],
    ['a field without a value', 'email:', [of('email', '')]],
    ['a field without a value before another', 'email: name:x', [of('email', ''), of('name', 'x')]],
    ['a field without a value before AND', 'email: AND name:x', [of('email', ''), of('name', 'x')]],
    ['an empty value', 'email:""', [ofQuoted('email', '')]],
    ['an empty bare value', '""', [bareQuoted('')]],
    ['colons in a value', 'user_id:samlp|a:b', [of('user_id', 'samlp|a:b')]],
    ['a field that is asked for twice', 'name:a name:b', [of('name', 'a'), of('name', 'b')]],
    ['v1’s own id', '_id:abc', [of('_id', 'abc')]],
    ['a dotted field', 'identities.provider:ad', [of('identities.provider', 'ad')]],
    ['an operator of v2 in the place of a field', 'AND:x', [bare('AND:x')]],
    ['a question of v2', '_exists_:email', [bare('_exists_:email')]],
    ['everything of v2', '*:*', [bare('*:*')]],
    ['a time is no field', '10:30', [bare('10:30')]],
    ['a name that every object has', 'constructor:x', [of('constructor', 'x')]],
  ])('%s: %j', (_, search, clauses) => {
    expect(parseV1Search(search)).toEqual(clauses);
  });

  test('from any text, without an error and without losing a value', () => {
    fc.assert(
      fc.property(nastyText, (text) => {
        for (const { value } of parseV1Search(text)) expect(text).toContain(value);
        expect(parseV1Search(`name:"${text.replaceAll('"', '')}"`)).toEqual([
          ofQuoted('name', text.replaceAll('"', '')),
        ]);
      }),
      { numRuns: 5000 },
    );
  });

  /** Each piece, when repeated, causes backtracking in a careless regular expression. */
  test.each([
    ' ',
    'a',
    '"',
    ';',
    'AND ',
    'ANDAND',
    'a ',
    'a.',
    'a.a ',
    ' "',
    '"x;',
    'a:',
    'a:"',
    ' a:" ',
    '\n;"',
  ])('in under 5 ms of CPU time for ten thousand characters of %j', (piece) => {
    const search = piece.repeat(10_000 / piece.length);
    parseV1Search(search);
    // The CPU time includes compilation by V8: the minimum of twenty runs is the search alone.
    const times = Array.from({ length: 20 }, () =>
      cpuTime(() => {
        parseV1Search(search);
      }),
    );
    expect(Math.min(...times)).toBeLessThan(5);
  });
});
