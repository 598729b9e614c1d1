import { shellQuoted } from '../../../syntax/shell-quoted.js';

/** Quotes a word for a POSIX shell, if it needs quotes. */
export function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : shellQuoted(text);
}
