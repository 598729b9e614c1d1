/** A word for a POSIX shell: nothing inside single quotes means anything to it. */
export function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
