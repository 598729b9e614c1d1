import { isJsonObject } from '../json-value.js';
import type { JsonObject, JsonValue } from '../json-value.js';
import { inRange } from './range.js';
import type { LuceneBound, LuceneNode, LuceneValue } from './tree.js';

/** How an index treats the fields of its documents. */
export interface LuceneSchema {
  /** Normalised fields, as dotted paths: case is ignored in matches, ranges and sorting. */
  readonly caseless: ReadonlySet<string>;
  /** Fields that hold times. */
  readonly dates: ReadonlySet<string>;
  /** Fields that a term without a field is searched in. */
  readonly standard: readonly string[];
  /** First path segments below which types matter: a quoted value only matches strings. */
  readonly strict: ReadonlySet<string>;
  /** Fields that are not in the document itself, e.g. `email.domain`. */
  readonly derived: ReadonlyMap<string, (document: JsonObject) => JsonValue[]>;
  /** Splits the text of a field into words, for an index that only compares words. */
  readonly words?: (text: string, field: string) => readonly string[];
}

/** Tells whether a document matches. */
export type LucenePredicate = (document: JsonObject) => boolean;

/** Compiles a query to a predicate. Missing fields, nulls and empty objects match nothing (official: not indexed). */
export function compileLucene(node: LuceneNode, schema: LuceneSchema): LucenePredicate {
  switch (node.kind) {
    case 'all':
      return () => true;
    case 'and': {
      const tests = node.nodes.map((child) => compileLucene(child, schema));
      return (document) => tests.every((test) => test(document));
    }
    case 'or': {
      const tests = node.nodes.map((child) => compileLucene(child, schema));
      return (document) => tests.some((test) => test(document));
    }
    case 'not': {
      const test = compileLucene(node.node, schema);
      return (document) => !test(document);
    }
    case 'exists':
      return (document) => leaves(document, node.field, schema).length > 0;
    case 'range': {
      return compileRange(node, schema);
    }
    case 'match':
      return compileTerm(node, schema);
  }
}

/** A text as its field is indexed: lower case per character, like Elasticsearch's lower-case filter. */
export function asIndexed(text: string, field: string, { caseless }: LuceneSchema): string {
  return caseless.has(field) ? Array.from(text, (character) => character.toLowerCase()).join('') : text;
}

function compileRange(
  { field, low, high }: Extract<LuceneNode, { kind: 'range' }>,
  schema: LuceneSchema,
): LucenePredicate {
  const name = field.join('.');
  const bound = (end: LuceneBound): LuceneBound => ({ ...end, text: asIndexed(end.text, name, schema) });
  const range = {
    ...(low === undefined ? {} : { low: bound(low) }),
    ...(high === undefined ? {} : { high: bound(high) }),
  };
  const isDate = schema.dates.has(name);
  const terms = (leaf: JsonValue): readonly JsonValue[] =>
    typeof leaf === 'string' && !isDate ? (schema.words?.(leaf, name) ?? [leaf]) : [leaf];
  return (document) =>
    leaves(document, field, schema).some((leaf) => terms(leaf).some((term) => inRange(term, range, isDate)));
}

function compileTerm(node: Extract<LuceneNode, { kind: 'match' }>, schema: LuceneSchema): LucenePredicate {
  const fields = node.field === undefined ? schema.standard.map((name) => name.split('.')) : [node.field];
  const tests = fields.map((field) => {
    const name = field.join('.');
    const test = schema.dates.has(name) ? dateMatch(node.value) : leafMatch(node.value, name, schema);
    return (document: JsonObject) => leaves(document, field, schema).some(test);
  });
  return (document) => tests.some((test) => test(document));
}

function leafMatch(value: LuceneValue, name: string, schema: LuceneSchema): (leaf: JsonValue) => boolean {
  if (schema.words !== undefined) return wordMatch(value, (text) => schema.words?.(text, name) ?? []);
  const text = value.parts.join('*');
  const exact = value.parts.length === 1;
  const parts = value.parts.map((part) => asIndexed(part, name, schema));
  const pattern = wildcard(parts);
  const strict = schema.strict.has(name.split('.')[0] ?? '');
  const typed = !value.quoted && exact && (text === 'true' || text === 'false' || isNumeric(text));
  return (leaf) => {
    if (typeof leaf === 'string') return !(strict && typed) && pattern.test(leaf);
    if (!exact || (strict && value.quoted)) return false;
    if (typeof leaf === 'number') return isNumeric(text) && Number(text) === leaf;
    return typeof leaf === 'boolean' && text === (leaf ? 'true' : 'false');
  };
}

function dateMatch(value: LuceneValue): (leaf: JsonValue) => boolean {
  const text = value.parts.join('*');
  const bound = { text, inclusive: true };
  return (leaf) => value.parts.length === 1 && inRange(leaf, { low: bound, high: bound }, true);
}

/**
 * Matches like Elasticsearch 1: the words of a quoted text must be adjacent, those of an unquoted text are
 * alternatives. A wildcard matches one word and is in lower case, even where the words are not
 * (`lowercase_expanded_terms`).
 */
function wordMatch(
  value: LuceneValue,
  words: (text: string) => readonly string[],
): (leaf: JsonValue) => boolean {
  const text = value.parts.join('*');
  const test = value.parts.length > 1 ? wildcardTest(value.parts) : wordTest(words(text), value.quoted);
  return (leaf) => (typeof leaf === 'string' ? test(words(leaf)) : JSON.stringify(leaf) === text);
}

function wildcardTest(parts: readonly string[]): (found: readonly string[]) => boolean {
  const pattern = wildcard(parts.map((part) => part.toLowerCase()));
  return (found) => found.some((word) => pattern.test(word));
}

function wordTest(wanted: readonly string[], asRun: boolean): (found: readonly string[]) => boolean {
  if (!asRun) return (found) => found.some((word) => wanted.includes(word));
  return (found) =>
    found.some((_, at) => wanted.length > 0 && wanted.every((word, n) => found[at + n] === word));
}

function wildcard(parts: readonly string[]): RegExp {
  return new RegExp(`^${parts.map(escapeRegExp).join('[^]*')}$`, 'u');
}

/** All indexed scalars below a path; arrays on the way are transparent (official). */
function leaves(document: JsonObject, field: readonly string[], schema: LuceneSchema): JsonValue[] {
  const name = field.join('.');
  const found = schema.derived.get(name)?.(document) ?? leavesAt(document, field);
  return found.map((leaf) => (typeof leaf === 'string' ? asIndexed(leaf, name, schema) : leaf));
}

/** All scalars below a path; arrays on the way are transparent. */
export function leavesAt(value: JsonValue | undefined, path: readonly string[]): JsonValue[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((item) => leavesAt(item, path));
  const [key, ...rest] = path;
  if (key !== undefined) {
    return isJsonObject(value) && Object.hasOwn(value, key) ? leavesAt(value[key], rest) : [];
  }
  return isJsonObject(value) ? Object.values(value).flatMap((item) => leavesAt(item, [])) : [value];
}

function isNumeric(text: string): boolean {
  return /^-?\d+(\.\d+)?$/.test(text);
}

function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
