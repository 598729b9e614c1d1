import type { JsonObject, JsonValue } from '../json-value.js';
import { leavesAt } from '../lucene/evaluate.js';
import type { LuceneSchema } from '../lucene/evaluate.js';
import { rawFields } from '../lucene/grammar-v2.js';

const segmenter = new Intl.Segmenter('und', { granularity: 'word' });
const everything = '_all';

/**
 * How `search_engine=v2` indexed users: texts are split into lower-case words (UAX 29, as in the standard analyser
 * of Elasticsearch), except in the `.raw` subfields. A term without a field is searched in all fields.
 */
export const userSearchSchema2015: LuceneSchema = {
  caseless: new Set(),
  dates: new Set(['created_at', 'updated_at', 'last_login', 'last_password_reset']),
  standard: [everything],
  strict: new Set(),
  derived: new Map([
    [everything, leavesBelow([])],
    ...rawFields.map((name) => [`${name}.raw`, leavesBelow(name.split('.'))] as const),
  ]),
  words: (text, field) => (field.endsWith('.raw') ? [text] : wordsOf(text)),
};

function leavesBelow(path: readonly string[]): (user: JsonObject) => JsonValue[] {
  return (user) => leavesAt(user, path);
}

function wordsOf(text: string): string[] {
  return [...segmenter.segment(text.toLowerCase())]
    .filter(({ isWordLike }) => isWordLike === true)
    .map(({ segment }) => segment);
}
