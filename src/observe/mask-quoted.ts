/**
 * The beginning of a field in JSON: its name and the first letter of its value. In a text of JSON that is itself a value
 * of JSON, each quote has backslashes before it, the same number for all of one level.
 */
const field = /(?<!\\)(\\*["'])([\w.-]{1,64})\1\s*:\s*(?<!\\)(\\*["']|[[{])/g;

/**
 * Masks what stands under a secret's name in JSON, whatever is around that, as deep as it is told. A value whose end
 * cannot be told, for it is no text, is masked with all behind it. Linear in the length of the text. Pure.
 */
export function maskQuoted(text: string, isSecret: (name: string) => boolean, by: string): string {
  let left = '';
  let at = 0;
  for (const { 0: head, 2: name = '', 3: opening = '', index } of text.matchAll(field)) {
    if (index < at || !isSecret(name)) continue;
    const from = index + head.length;
    if (text.startsWith(by, from)) continue;
    left += `${text.slice(at, from)}${by}`;
    at = closing(text, from, opening);
  }
  return left + text.slice(at);
}

/** A quote in the value has more backslashes before it than the one that ends it. */
function closing(text: string, from: number, opening: string): number {
  if (opening === '[' || opening === '{') return text.length;
  let end = text.indexOf(opening, from);
  while (end !== -1 && text[end - 1] === '\\') end = text.indexOf(opening, end + 1);
  return end === -1 ? text.length : end;
}
