import { shellQuoted } from '../../../syntax/shell-quoted.js';

/** A word for a POSIX shell; what needs no quotes gets none. */
export function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : shellQuoted(text);
}
