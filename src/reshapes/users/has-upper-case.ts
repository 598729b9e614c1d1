/** Whether lower case would change a text. */
export function hasUpperCase(text: unknown): boolean {
  return typeof text === 'string' && text !== text.toLowerCase();
}
