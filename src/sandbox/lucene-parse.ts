import type { LuceneToken } from './lucene-tokens.js';
import { luceneTokens, queryFault } from './lucene-tokens.js';
import type { LuceneNode, LuceneValue } from './lucene-tree.js';

type Field = readonly string[] | undefined;

/**
 * Reads a v3 search query: NOT binds tightest, then AND, then OR. Terms without an operator between them are read
 * as OR, Lucene's own default; Auth0 does not document which it takes (facts: section 8a).
 *
 * @throws V2Error 400 `invalid_query_string`
 */
export function parseLucene(query: string): LuceneNode {
  return new LuceneParser(luceneTokens(query)).parse();
}

class LuceneParser {
  #at = 0;

  constructor(private readonly tokens: readonly LuceneToken[]) {}

  parse(): LuceneNode {
    if (this.tokens.length === 0) return { kind: 'all' };
    const node = this.#or(undefined);
    const rest = this.#peek();
    if (rest !== undefined) throw queryFault(`unexpected '${rest.kind}'`);
    return node;
  }

  #or(field: Field): LuceneNode {
    const nodes = [this.#and(field)];
    for (;;) {
      const next = this.#peek();
      if (next === undefined || next.kind === 'close') break;
      if (next.kind === 'or') this.#at += 1;
      nodes.push(this.#and(field));
    }
    return group('or', nodes);
  }

  #and(field: Field): LuceneNode {
    const nodes = [this.#unary(field)];
    while (this.#peek()?.kind === 'and') {
      this.#at += 1;
      nodes.push(this.#unary(field));
    }
    return group('and', nodes);
  }

  #unary(field: Field): LuceneNode {
    const kind = this.#peek()?.kind;
    if (kind === 'not') {
      this.#at += 1;
      return { kind: 'not', node: this.#unary(field) };
    }
    if (kind === 'plus') this.#at += 1;
    return this.#clause(field);
  }

  #clause(field: Field): LuceneNode {
    const token = this.tokens[this.#at];
    this.#at += 1;
    if (token === undefined) throw queryFault('unexpected end of the query');
    if (token.kind === 'open') return this.#group(field);
    if (token.kind === 'value') return valueNode(field, token.value);
    if (token.kind === 'range') return rangeNode(field, token);
    if (token.kind === 'field' && field === undefined) return this.#fieldClause(token.path);
    throw queryFault(`unexpected '${token.kind}'`);
  }

  #group(field: Field): LuceneNode {
    const node = this.#or(field);
    if (this.#peek()?.kind !== 'close') throw queryFault('unclosed parenthesis');
    this.#at += 1;
    return node;
  }

  #fieldClause(path: readonly string[]): LuceneNode {
    const next = this.#peek();
    if (next?.kind !== 'value' && next?.kind !== 'range' && next?.kind !== 'open') {
      throw queryFault(`nothing behind '${path.join('.')}:'`);
    }
    if (path.length === 1 && path[0] === '_exists_') return this.#exists();
    if (isGone(path)) throw queryFault(`'${path.join('.')}' went with search engine v2`);
    return this.#clause(path);
  }

  #exists(): LuceneNode {
    const token = this.tokens[this.#at];
    this.#at += 1;
    if (token?.kind !== 'value') throw queryFault(`nothing behind '_exists_:'`);
    return { kind: 'exists', field: token.value.parts.join('*').split('.') };
  }

  #peek(): LuceneToken | undefined {
    return this.tokens[this.#at];
  }
}

/** Official: `_missing_:f` is `NOT _exists_:f` by now, and no field has a subfield `raw`. */
function isGone(path: readonly string[]): boolean {
  return (
    path[0] === '_missing_' || (path.length > 1 && path.at(-1) === 'raw' && !/_metadata$/.test(path[0] ?? ''))
  );
}

function group(kind: 'and' | 'or', nodes: readonly LuceneNode[]): LuceneNode {
  const [only] = nodes;
  return nodes.length === 1 && only !== undefined ? only : { kind, nodes };
}

function valueNode(field: Field, value: LuceneValue): LuceneNode {
  if (isLoneStar(value)) {
    if (field === undefined || (field.length === 1 && field[0] === '*')) return { kind: 'all' };
    return { kind: 'exists', field };
  }
  checkWildcards(field, value);
  return { kind: 'match', field, value };
}

function rangeNode(field: Field, token: Extract<LuceneToken, { kind: 'range' }>): LuceneNode {
  if (field === undefined) throw queryFault('a range needs a field');
  if (field[0] === 'user_metadata') throw queryFault('user_metadata cannot be searched by range');
  const { low, high } = token;
  return {
    kind: 'range',
    field,
    ...(low === undefined ? {} : { low }),
    ...(high === undefined ? {} : { high }),
  };
}

/**
 * Official: prefix wildcards are fine, any other use needs three literal characters, none on user_metadata.
 * What breaks the rule is refused here, because an answer that is silently empty would hide the mistake.
 */
function checkWildcards(field: Field, value: LuceneValue): void {
  if (value.parts.length === 1) return;
  if (field?.[0] === 'user_metadata') throw queryFault('user_metadata cannot be searched with wildcards');
  const isPrefix = value.parts.length === 2 && value.parts[1] === '';
  if (!isPrefix && value.parts.join('').length < 3) {
    throw queryFault('a wildcard that is not at the end needs at least 3 characters');
  }
}

function isLoneStar(value: LuceneValue): boolean {
  return !value.quoted && value.parts.length > 1 && value.parts.every((part) => part === '');
}
