import { logTotal } from './log-total.js';

/**
 * Whether the `total` of a page of the log is a guess, because v2 did not count beyond the page.
 *
 * @param input a page as `logs-to-v1` takes it
 */
export function guessesLogTotal(input: unknown): boolean {
  return logTotal(input).isGuess;
}
