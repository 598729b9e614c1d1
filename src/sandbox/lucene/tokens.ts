import type { LuceneGrammar } from './grammar.js';
import type { LuceneBound, LuceneValue } from './tree.js';
import { V2Error } from '../v2-error.js';

/** One lexical element of a query. */
export type LuceneToken =
  | { readonly kind: 'open' | 'close' | 'and' | 'or' | 'not' | 'plus' }
  | { readonly kind: 'field'; readonly path: readonly string[] }
  | { readonly kind: 'value'; readonly value: LuceneValue }
  | { readonly kind: 'range'; readonly low?: LuceneBound; readonly high?: LuceneBound };

type Scan = { readonly token: LuceneToken; readonly end: number };

const words = new Map<string, LuceneToken>([
  ['AND', { kind: 'and' }],
  ['&&', { kind: 'and' }],
  ['OR', { kind: 'or' }],
  ['||', { kind: 'or' }],
  ['NOT', { kind: 'not' }],
]);

const signs = new Map<string, LuceneToken>([
  ['(', { kind: 'open' }],
  [')', { kind: 'close' }],
  ['!', { kind: 'not' }],
  ['-', { kind: 'not' }],
  ['+', { kind: 'plus' }],
]);

/**
 * Splits a query into tokens by the lexical rules of Lucene's classic grammar.
 *
 * @throws V2Error 400 `invalid_query_string` for an unclosed quote or bracket and for what v3 dropped: regular
 * expressions, fuzziness, boosts, `?`, and comparators unless the grammar has them
 */
export function luceneTokens(query: string, grammar: LuceneGrammar): LuceneToken[] {
  const tokens: LuceneToken[] = [];
  let at = 0;
  while (at < query.length) {
    const char = query.charAt(at);
    if (/\s/.test(char)) {
      at += 1;
      continue;
    }
    const compares = grammar.comparators && tokens.at(-1)?.kind === 'field';
    const scan = (compares ? scanComparison(query, at) : undefined) ?? scanToken(query, at);
    tokens.push(scan.token);
    at = scan.end;
  }
  return tokens;
}

/** The refusal of any query that cannot be parsed. The code is official; no recording has the wording. */
export function queryFault(why: string): V2Error {
  return new V2Error(400, `Query validation error: '${why}' on property q.`, 'invalid_query_string');
}

function scanToken(query: string, at: number): Scan {
  const char = query.charAt(at);
  const sign = signs.get(char);
  if (sign !== undefined) return { token: sign, end: at + 1 };
  if (char === '"') return scanQuoted(query, at);
  if (char === '[' || char === '{') return scanRange(query, at);
  return scanTerm(query, at);
}

function scanQuoted(query: string, at: number): Scan {
  let text = '';
  for (let index = at + 1; index < query.length; index += 1) {
    const char = query.charAt(index);
    if (char === '"') {
      return { token: { kind: 'value', value: { parts: [text], quoted: true } }, end: index + 1 };
    }
    if (char === '\\') index += 1;
    text += query.charAt(index);
  }
  throw queryFault('unclosed quote');
}

function scanRange(query: string, at: number): Scan {
  const match =
    /^([[{])\s*("(?:[^"\\]|\\.)*"|[^\s\]}"]+)\s+TO\s+("(?:[^"\\]|\\.)*"|[^\s\]}"]+)\s*([\]}])/.exec(
      query.slice(at),
    );
  if (match === null) throw queryFault('malformed range');
  const [whole, opening = '', low = '', high = '', closing = ''] = match;
  return {
    token: {
      kind: 'range',
      ...(low === '*' ? {} : { low: { text: boundText(low), inclusive: opening === '[' } }),
      ...(high === '*' ? {} : { high: { text: boundText(high), inclusive: closing === ']' } }),
    },
    end: at + whole.length,
  };
}

/** `>=x`, `>x`, `<=x` or `<x` after a field is a range with one end. */
function scanComparison(query: string, at: number): Scan | undefined {
  const match = /^([<>])(=?)("(?:[^"\\]|\\.)*"|(?:[^\s()[\]{}":\\]|\\.)+)/.exec(query.slice(at));
  if (match === null) return undefined;
  const [whole, sign, equal, text = ''] = match;
  const bound = { text: boundText(text), inclusive: equal === '=' };
  return {
    token: { kind: 'range', ...(sign === '>' ? { low: bound } : { high: bound }) },
    end: at + whole.length,
  };
}

function boundText(raw: string): string {
  const inner = raw.startsWith('"') ? raw.slice(1, -1) : raw;
  return inner.replace(/\\(.)/g, '$1');
}

function scanTerm(query: string, at: number): Scan {
  const parts = [''];
  let index = at;
  let escaped = false;
  for (; index < query.length; index += 1) {
    const char = query.charAt(index);
    if (char === '\\') {
      escaped = true;
      index += 1;
      if (index >= query.length) throw queryFault('nothing behind the backslash');
      append(parts, query.charAt(index));
    } else if (char === '*') parts.push('');
    else if (/[\s()[\]{}":!]/.test(char)) break;
    else if (/[/~^?<>]/.test(char)) throw queryFault(`unexpected '${char}'`);
    else append(parts, char);
  }
  const word = parts.length === 1 && !escaped ? words.get(parts[0] ?? '') : undefined;
  if (query.charAt(index) === ':') {
    if (word !== undefined) throw queryFault(`unexpected ':'`);
    return scanField(parts, index);
  }
  return { token: word ?? { kind: 'value', value: { parts, quoted: false } }, end: index };
}

function scanField(parts: readonly string[], colon: number): Scan {
  const name = parts.join('*');
  if (name === '') throw queryFault(`unexpected ':'`);
  return { token: { kind: 'field', path: name.split('.') }, end: colon + 1 };
}

function append(parts: string[], char: string): void {
  parts[parts.length - 1] = `${parts.at(-1) ?? ''}${char}`;
}
