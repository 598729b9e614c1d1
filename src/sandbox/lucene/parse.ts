import type { LuceneClause, LuceneGrammar } from './grammar.js';
import { grammarV3 } from './grammar-v3.js';
import type { LuceneToken } from './tokens.js';
import { luceneTokens, queryFault } from './tokens.js';
import type { LuceneNode, LuceneValue } from './tree.js';

type Field = readonly string[] | undefined;

/**
 * Parses a search query: NOT binds tightest, then AND, then OR. Terms without an operator between them are joined
 * by OR, Lucene's default; Auth0 does not document its own (facts: section 8a).
 *
 * @throws V2Error 400 `invalid_query_string`
 */
export function parseLucene(query: string, grammar = grammarV3): LuceneNode {
  return new LuceneParser(luceneTokens(query, grammar), grammar).parse();
}

class LuceneParser {
  #at = 0;

  constructor(
    private readonly tokens: readonly LuceneToken[],
    private readonly grammar: LuceneGrammar,
  ) {}

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
    if (token.kind === 'value') return this.#value(field, token.value);
    if (token.kind === 'range') return this.#range(field, token);
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
    const name = path.join('.');
    if (name === '_exists_') return this.#exists(name);
    if (name === '_missing_' && this.grammar.missing) return { kind: 'not', node: this.#exists(name) };
    return this.#clause(path);
  }

  #exists(question: string): LuceneNode {
    const token = this.tokens[this.#at];
    this.#at += 1;
    if (token?.kind !== 'value') throw queryFault(`nothing behind '${question}:'`);
    return this.#taken({ kind: 'exists', field: token.value.parts.join('*').split('.') });
  }

  #value(field: Field, value: LuceneValue): LuceneNode {
    if (!isLoneStar(value)) return this.#taken({ kind: 'match', field, value });
    const isAll = field === undefined || (field.length === 1 && field[0] === '*');
    return isAll ? { kind: 'all' } : this.#taken({ kind: 'exists', field });
  }

  #range(field: Field, { low, high }: Extract<LuceneToken, { kind: 'range' }>): LuceneNode {
    if (field === undefined) throw queryFault('a range needs a field');
    return this.#taken({
      kind: 'range',
      field,
      ...(low === undefined ? {} : { low }),
      ...(high === undefined ? {} : { high }),
    });
  }

  #taken(clause: LuceneClause): LuceneNode {
    const fault = this.grammar.fault(clause);
    if (fault !== undefined) throw queryFault(fault);
    return clause;
  }

  #peek(): LuceneToken | undefined {
    return this.tokens[this.#at];
  }
}

function group(kind: 'and' | 'or', nodes: readonly LuceneNode[]): LuceneNode {
  const [only] = nodes;
  return nodes.length === 1 && only !== undefined ? only : { kind, nodes };
}

function isLoneStar(value: LuceneValue): boolean {
  return !value.quoted && value.parts.length > 1 && value.parts.every((part) => part === '');
}
