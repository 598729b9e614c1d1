/** One clause of a v1 search, as written; all clauses must hold. */
export interface V1Clause {
  /** As written; undefined if the clause has none and searches v1's default fields. */
  readonly field: string | undefined;
  readonly value: string;
  readonly quoted: boolean;
}

/** All names in v1 begin with a small letter. `AND:` and `_exists_:` are Lucene's syntax, and plain text in v1. */
const name = String.raw`_id|[a-z]\w*(?:\.\w+)*`;
const and = String.raw`AND(?=[\s;"]|$)`;
/** Three parts: the separator before the clause; a field; a value, in quotes or up to the next separator. */
const clause = new RegExp(
  [
    String.raw`(?:[\s;]+|${and})*`,
    `(?:(${name}):)?`,
    String.raw`(?:\s*"([^"]*)"|((?:[^\s;]+|\s(?!${and}|(?:${name}):))*))`,
  ].join(''),
  'gy',
);

/**
 * Reads v1's search grammar (facts v1, 4.2 and 9): `john`,
 * `email_verified:true; loginsCount:1; family_name:"johnson"`, `email: foo@bar.com`, `user:x AND node`. It never
 * fails, because no search is known that v1 refused, and it takes linear time. Where v1's documents are silent:
 *
 * - `;`, the word `AND` and a space before the next `field:` separate clauses. In quotes they are text.
 * - Quotes enclose a whole value, and nothing escapes a quote. A quote that is never closed, or inside a value, is a
 *   character, as are `+`, `*`, `%`, `\`, `OR` and `NOT`.
 * - A value without quotes keeps its spaces and colons: `name: john smith`, `user_id:samlp|a:b`.
 * - An `AND` that separates nothing is the word itself, so that a search for it does not find everybody.
 * - `field:` without a value, or with empty quotes, is a clause with an empty value.
 * - A field that occurs twice makes two clauses. `AND:x`, `_exists_:x` and `*:*` are text.
 */
export function parseV1Search(search: string): V1Clause[] {
  const clauses: V1Clause[] = [];
  for (const [, field, quoted, text = ''] of search.matchAll(clause)) {
    if (quoted !== undefined) clauses.push({ field, value: quoted, quoted: true });
    else if (field !== undefined || text !== '') clauses.push({ field, value: text.trim(), quoted: false });
  }
  return clauses.length === 0 ? wordsIn(search) : clauses;
}

/** The clause of a search with nothing but `AND` and separators: the text from its first to its last `AND`. */
function wordsIn(search: string): V1Clause[] {
  const first = search.indexOf('AND');
  if (first === -1) return [];
  return [
    { field: undefined, value: search.slice(first, search.lastIndexOf('AND') + 'AND'.length), quoted: false },
  ];
}
