/** The system's code of an error, e.g. `ENOENT`; `error` where it has none. */
export function systemCode(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'error';
}

/** The system's code of an error; its message where it has none. */
export function systemReason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code ?? message;
}
