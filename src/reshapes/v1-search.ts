/** One clause of a v1 search, as it was written; all clauses must hold. */
export interface V1Clause {
  /** As written; undefined where none was: v1's default fields. */
  readonly field: string | undefined;
  readonly value: string;
  readonly quoted: boolean;
}

/** All names of v1 begin with a small letter; `AND:` and `_exists_:` are Lucene's, and text to v1. */
const name = String.raw`_id|[a-z]\w*(?:\.\w+)*`;
const and = String.raw`AND(?=[\s;"]|$)`;
/** What parts it from the last; a field; a value, in quotes or up to what parts it from the next. */
const clause = new RegExp(
  [
    String.raw`(?:[\s;]+|${and})*`,
    `(?:(${name}):)?`,
    String.raw`(?:\s*"([^"]*)"|((?:[^\s;]+|\s(?!${and}|(?:${name}):))*))`,
  ].join(''),
  'gy',
);

/**
 * Reads v1's search grammar (facts v1, 4.2 and 9): `john`, `email_verified:true; loginsCount:1; family_name:"johnson"`,
 * `email: foo@bar.com`, `user:x AND node`. It never fails, because v1 refused no search that we know of, and takes
 * linear time. Where v1 is silent:
 *
 * - `;`, the word `AND` and a space before the next `field:` part clauses; in quotes they are text.
 * - Quotes stand around a whole value, and nothing escapes one. A quote that is never closed, or that stands inside
 *   of a value, is a character, as are `+`, `*`, `%`, `\`, `OR` and `NOT`.
 * - A value without quotes keeps its spaces and colons: `name: john smith`, `user_id:samlp|a:b`.
 * - `AND` where it parts nothing is the word itself: a search for it is not one for everybody.
 * - `field:` without a value, or with empty quotes, is a clause with an empty value.
 * - A field that is asked for twice is two clauses. `AND:x`, `_exists_:x` and `*:*` are text.
 */
export function parseV1Search(search: string): V1Clause[] {
  const clauses: V1Clause[] = [];
  for (const [, field, quoted, text = ''] of search.matchAll(clause)) {
    if (quoted !== undefined) clauses.push({ field, value: quoted, quoted: true });
    else if (field !== undefined || text !== '') clauses.push({ field, value: text.trim(), quoted: false });
  }
  return clauses.length === 0 ? wordsIn(search) : clauses;
}

/** Of a search that has nothing but `AND` and separators: from the first to the last, as they were written. */
function wordsIn(search: string): V1Clause[] {
  const first = search.indexOf('AND');
  if (first === -1) return [];
  return [
    { field: undefined, value: search.slice(first, search.lastIndexOf('AND') + 'AND'.length), quoted: false },
  ];
}
