import { quoted } from './lucene-text.js';

export interface KeyRange {
  /** The field by which the list is sorted. */
  readonly key: string;
  /** Both ends are excluded; undefined: the end of the list. */
  readonly after?: string | undefined;
  readonly before?: string | undefined;
}

/**
 * Narrows a Lucene query to the records between two values of a field.
 *
 * @param query terms joined by AND. It gets no parentheses, because a lone NOT inside them finds nothing in some
 *   engines
 */
export function betweenKeys(query: string | undefined, { key, after, before }: KeyRange): string | undefined {
  if (after === undefined && before === undefined) return query;
  const low = after === undefined ? '[*' : `{${quoted(after)}`;
  const high = before === undefined ? '*]' : `${quoted(before)}}`;
  const range = `${key}:${low} TO ${high}`;
  return query === undefined ? range : `${query} AND ${range}`;
}
