import lucene, { type AST, type Node, type NodeTerm } from 'lucene';

/** A query as an independent npm parser reads it: neither holdover's nor the sandbox's. */
export type OracleQuery =
  | { readonly field: string; readonly match: 'whole' | 'beginning' | 'word'; readonly value: string }
  | { readonly field: string; readonly from: string; readonly to: string }
  | { readonly not: OracleQuery }
  | { readonly all: readonly OracleQuery[] }
  | { readonly any: readonly OracleQuery[] };

/**
 * Reads a query. The parser leaves escapes in the terms, so that they are undone here.
 *
 * @throws Error for an unreadable query, and for syntax that holdover never prints: operators left out or mixed without
 * brackets, fuzziness, boosts, regular expressions, wildcards elsewhere than at the end
 */
export function readByOracle(query: string): OracleQuery {
  const { text, undo } = withoutEscapedBreaks(query);
  return readNode(lucene.parse(text), undo);
}

type Undo = (text: string) => string;

/**
 * Lucene accepts any character after a backslash; this parser does not accept four of them, which are replaced by
 * others.
 */
function withoutEscapedBreaks(query: string): { text: string; undo: Undo } {
  const breaks = ['\t', '\n', '\r', '\f'];
  let base = 0xe000;
  const standIn = (n: number): string => String.fromCharCode(base + n);
  while (breaks.some((_, n) => query.includes(standIn(n)))) base += breaks.length;
  const text = query.replace(/\\([^])/g, (pair, character: string) =>
    breaks.includes(character) ? standIn(breaks.indexOf(character)) : pair,
  );
  const undo: Undo = (term) =>
    breaks.reduce((done, character, n) => done.replaceAll(standIn(n), character), term);
  return { text, undo };
}

/** What the parser calls the field of a term that has none. */
const noField = '<implicit>';

/** `outer` is the field before the brackets that enclose the node: `name:("a" OR "b")`. */
function readNode(node: AST | Node, undo: Undo, outer = noField): OracleQuery {
  if (!('left' in node)) return readTerm(node, undo, outer);
  const { items, joints } = readChain(node, undo, 'field' in node ? node.field : outer);
  const [only] = items;
  if (only !== undefined && items.length === 1) return only;
  if (joints.every((joint) => joint === 'AND')) return { all: items };
  if (joints.every((joint) => joint === 'OR')) return { any: items };
  throw new Error(`Joined by ${joints.join(' and ')}`);
}

interface Chain {
  readonly items: readonly OracleQuery[];
  readonly joints: readonly string[];
}

/** The parser reads `a AND NOT b AND c` as `a AND NOT (b AND c)`: a sequence without brackets is one chain. */
function readChain(node: AST, undo: Undo, outer: string): Chain {
  const left = readNode(node.left, undo, outer);
  const first = 'start' in node && node.start === 'NOT' ? { not: left } : left;
  if (!('operator' in node)) return { items: [first], joints: [] };
  const [joint = '', not] = node.operator.split(' ');
  const { right } = node;
  const { items, joints }: Chain =
    'left' in right && right.parenthesized !== true
      ? readChain(right, undo, outer)
      : { items: [readNode(right, undo, outer)], joints: [] };
  const rest = not === 'NOT' ? items.map((item, n) => (n === 0 ? { not: item } : item)) : items;
  return { items: [first, ...rest], joints: [joint, ...joints] };
}

function readTerm(node: Node, undo: Undo, outer: string): OracleQuery {
  if (!('term' in node)) {
    return { field: node.field, from: node.term_min, to: node.term_max };
  }
  const { regex, prefix, boost, similarity, proximity } = node as NodeTerm & { proximity?: number | null };
  if ([regex, prefix, boost, similarity, proximity].some(Boolean))
    throw new Error(`More than a term: ${JSON.stringify(node)}`);
  return { field: node.field === noField ? outer : node.field, ...readValue(node, undo) };
}

function readValue(
  { term, quoted }: NodeTerm,
  undo: Undo,
): { match: 'whole' | 'beginning' | 'word'; value: string } {
  const unescape = (text: string): string => undo(text.replace(/\\([^])/g, '$1'));
  if (quoted) return { match: 'whole', value: unescape(term) };
  const [first = '', ...rest] = term.match(/(?:\\[^]|[^*?\\])+|[*?]|\\$/g) ?? [];
  if (rest.length === 0 && first !== '*') return { match: 'word', value: unescape(first) };
  if (rest.length === 1 && rest[0] === '*') return { match: 'beginning', value: unescape(first) };
  throw new Error(`Wildcards in ${term}`);
}
