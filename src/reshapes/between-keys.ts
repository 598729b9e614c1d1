import { quoted } from './lucene-text.js';

export interface KeyRange {
  /** The field that the list is in the order of. */
  readonly key: string;
  /** Both excluded; undefined: the list's own end. */
  readonly after?: string | undefined;
  readonly before?: string | undefined;
}

/**
 * Narrows a Lucene query to the records between two values of a field.
 *
 * @param query terms joined by AND; without parentheses, in which a lone NOT finds nothing in some engines
 */
export function betweenKeys(query: string | undefined, { key, after, before }: KeyRange): string | undefined {
  if (after === undefined && before === undefined) return query;
  const low = after === undefined ? '[*' : `{${quoted(after)}`;
  const high = before === undefined ? '*]' : `${quoted(before)}}`;
  const range = `${key}:${low} TO ${high}`;
  return query === undefined ? range : `${query} AND ${range}`;
}
