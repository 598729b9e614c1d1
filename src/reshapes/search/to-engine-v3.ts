import { isCased } from './lower-case.js';
import { anyOf, escaped, quoted } from './lucene-text.js';
import { printLucene, type LuceneDialect, type LuceneQuery } from './print-lucene.js';
import type { UserSearch } from './user-search.js';
import type { TextType } from './user-search-field.js';

/**
 * Prints a search for `search_engine=v3` (facts v2, 8a), which does not split fields into words: quotes compare the
 * whole value, a trailing `*` compares its beginning. Values are quoted or escaped character by character, so that
 * none can change the structure of the query.
 */
export function toEngineV3(search: UserSearch): LuceneQuery {
  return printLucene(search, dialect);
}

const dialect: LuceneDialect = {
  exact,
  startsWith: (text) => ({
    term: anyOf(['name', 'email'].map((field) => `${field}:${escaped(text)}*`)),
    losses: [],
  }),
  whole: ({ path, type, value }) => ({ term: exact(path, value), losses: lossesOf(type, value) }),
};

function exact(path: string, value: string): string {
  return `${path}:${quoted(value)}`;
}

function lossesOf(type: TextType, value: string): LuceneQuery['losses'] {
  if (type === 'unlisted') return ['search-field'];
  return type === 'text' && isCased(value) ? ['search-case'] : [];
}
