/**
 * Lower case as a search engine makes it, character by character: `toLowerCase` of a whole text ends a Greek word in
 * another sigma than it has in the middle, so that `ΟΔΥΣ` would not begin `Οδυσσεύς`.
 */
export function lowerCase(text: string): string {
  return Array.from(text, (character) => character.toLowerCase()).join('');
}

/** Whether upper and lower case can make a difference. */
export function isCased(text: string): boolean {
  return text.toLowerCase() !== text.toUpperCase();
}
