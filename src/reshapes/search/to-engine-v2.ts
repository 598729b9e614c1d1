import { isCased, lowerCase } from './lower-case.js';
import { anyOf, escaped, quoted } from './lucene-text.js';
import { printLucene, type LuceneDialect, type LuceneQuery, type LuceneTerm } from './print-lucene.js';
import type { SearchLoss } from './search-loss.js';
import type { UserClause, UserSearch } from './user-search.js';

/**
 * Prints a search for `search_engine=v2` of 2015 (facts v2, 8b), which splits values into words: `name:"jane"` finds
 * `jane-doe`. Some fields also have a subfield `.raw`, which is compared as a whole and case-sensitively.
 */
export function toEngineV2(search: UserSearch): LuceneQuery {
  return printLucene(search, dialect);
}

/** Fields with `.raw`, except the two of the migration table's own queries, which are asked as it writes them. */
const withRaw: ReadonlySet<string> = new Set([
  'identities.user_id',
  'email',
  'phone_number',
  'family_name',
  'given_name',
  'username',
  'name',
  'nickname',
]);

const dialect: LuceneDialect = { exact, startsWith, whole };

function exact(path: string, value: string): string {
  return `${withRaw.has(path) ? `${path}.raw` : path}:${quoted(value)}`;
}

/**
 * One word is searched for at the beginning of any word of the name, ignoring case, as the documents of 2015 do.
 * Other texts can only be compared with the beginning of the whole name. Addresses were stored in lower case.
 */
function startsWith(text: string): LuceneTerm {
  const isWord = /^[\p{L}\p{N}]+$/u.test(text);
  const name = isWord ? `name:${lowerCase(text)}*` : `name.raw:${escaped(text)}*`;
  return {
    term: anyOf([name, `email.raw:${escaped(lowerCase(text))}*`]),
    losses: [...(isWord ? (['search-words'] as const) : []), ...caseLoss(text)],
  };
}

/** Both as typed and in lower case, in which v2 stores the addresses of database users. */
function whole({ path, type, value }: Extract<UserClause, { kind: 'whole' }>): LuceneTerm {
  const spellings = type === 'id' ? [value] : [...new Set([value, lowerCase(value)])];
  return {
    term: anyOf(spellings.map((spelling) => exact(path, spelling))),
    losses: [
      ...(type === 'unlisted' ? (['search-field'] as const) : []),
      ...(withRaw.has(path) ? [] : (['search-words'] as const)),
      ...(withRaw.has(path) && type !== 'id' ? caseLoss(value) : []),
    ],
  };
}

function caseLoss(text: string): SearchLoss[] {
  return isCased(text) ? ['search-case'] : [];
}
