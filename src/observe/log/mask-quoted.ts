/** A quote. In JSON inside a text of JSON it has backslashes before it, the same number for all quotes of one level. */
const quote = String.raw`\\*["'\x60]|%22`;
/** In a form or a URL a space may be a plus. */
const space = String.raw`(?:\s|\+|%20)*`;

/** The beginning of a field: its name and the first character of its value; of a number, which has no quote, none. */
const field = new RegExp(
  [
    String.raw`(?<!\\)(\\*["']|%22)((?:(?!\1)[^"'\\]|\\{1,15}u[\da-f]{4}){1,256})\1`,
    String.raw`\]?${space}(?::|={1,3}>?|%3A)${space}(${quote}|[[{]|(?=-?\d))`,
  ].join(''),
  'gi',
);
/** The same for a name without quotes, as programs have it and Node prints it; the value must be a text. */
const assigned = /(?<![\w.$-])()([\w.$-]{1,256})\s*(?::|={1,3}>?)\s*(\\*["'`])/g;

/** A prefix that programs put before a secret is not secret itself, nor is an empty value. */
const longestPrefix = 16;
const isPrefix = /^(?:(?:bearer|basic|token)\s+)?$/i;
const digits = /-?[\d.e+-]+/iy;
const numeric = /(?:passwo?r?d|pwd|secret)$/i;

type IsSecret = (name: string) => boolean;

/**
 * Masks the values of secret names in JSON, whatever surrounds it and however deep in texts it stands. A value whose
 * end is unknown, such as a list or an object, is masked with all behind it. Linear in the length of the text. Pure.
 */
export function maskQuoted(text: string, isSecret: IsSecret, by: string): string {
  return /["']|%22/.test(text) ? mask(text, { pattern: field, isSecret, by }) : text;
}

/** The same for program text and for printed objects: `{ password: 'a' }`, `password = "a"`, `:password=>"a"`. Pure. */
export function maskAssigned(text: string, isSecret: IsSecret, by: string): string {
  return /["'`]/.test(text) ? mask(text, { pattern: assigned, isSecret, by }) : text;
}

/** Whether a secret of this name may be a number; under other names, such as `token_count`, a number is a count. */
export function mayBeNumber(name: string): boolean {
  return numeric.test(name);
}

interface Masking {
  readonly pattern: RegExp;
  readonly isSecret: IsSecret;
  readonly by: string;
}

function mask(text: string, { pattern, isSecret, by }: Masking): string {
  let left = '';
  let at = 0;
  pattern.lastIndex = 0;
  for (let found = pattern.exec(text); found !== null; found = pattern.exec(text)) {
    const [head, own = '', name = '', opening = ''] = found;
    const from = found.index + head.length;
    if (!isSecret(plain(name)) || (opening === '' && !mayBeNumber(plain(name)))) continue;
    const end = endOf(text, from, opening);
    if (end - from < longestPrefix && isPrefix.test(text.slice(from, end))) continue;
    left += text.slice(at, from) + (opening === '' ? `${own}${shown(by, own)}${own}` : shown(by, opening));
    // What is inside the value is not the beginning of a field.
    pattern.lastIndex = at = end;
  }
  return left + text.slice(at);
}

function plain(name: string): string {
  return name.replace(/\\+u([\da-f]{4})/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
}

function shown(by: string, opening: string): string {
  return opening === '%22' ? encodeURIComponent(by) : by;
}

function endOf(text: string, from: number, opening: string): number {
  if (opening === '[' || opening === '{') return text.length;
  if (opening === '') {
    digits.lastIndex = from;
    return from + (digits.exec(text)?.[0].length ?? 0);
  }
  let end = text.indexOf(opening, from);
  while (end !== -1 && isEscaped(text, { from, end, opening })) end = text.indexOf(opening, end + 1);
  return end === -1 ? text.length : end;
}

/**
 * Whether the quote is part of the value. The closing quote has as many backslashes before it as the opening one, and
 * any that end the value; another number means a quote inside. Of quotes that are not JSON's it cannot be told.
 */
function isEscaped(
  text: string,
  { from, end, opening }: { readonly from: number; readonly end: number; readonly opening: string },
): boolean {
  if (opening === '%22') return text.slice(Math.max(from, end - 3), end).toUpperCase() === '%5C';
  if (!opening.endsWith('"')) return end > from && text[end - 1] === '\\';
  const level = opening.length;
  let before = end;
  while (before > from && text[before - 1] === '\\') before -= 1;
  return (end - before) % (2 * level) !== 0;
}
