import { nearest } from './nearest.js';

/**
 * The known name nearest to a wrong one, as the end of a sentence.
 *
 * @returns `; did you mean "x"?`, or a full stop when no name is near
 */
export function didYouMean(wrong: string, known: Iterable<string>): string {
  const near = nearest(wrong, known);
  return near === undefined ? '.' : `; did you mean "${near}"?`;
}
