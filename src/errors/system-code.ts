/** What the system calls it, e.g. `ENOENT`; an error of another kind has no such name. */
export function systemCode(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'error';
}

/** The same; of an error of another kind what it says. */
export function systemReason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code ?? message;
}
