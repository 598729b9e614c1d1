/**
 * Lower case as a search engine makes it, character by character. `toLowerCase` of a whole text writes a sigma at the
 * end of a Greek word differently, so that `ΟΔΥΣ` would not be a beginning of `Οδυσσεύς`.
 */
export function lowerCase(text: string): string {
  return Array.from(text, (character) => character.toLowerCase()).join('');
}

/** Whether the text has letters with upper and lower case. */
export function isCased(text: string): boolean {
  return text.toLowerCase() !== text.toUpperCase();
}
