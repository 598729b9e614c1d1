/** Quotes a word for a POSIX shell: inside single quotes no character is special. */
export function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
