import type { LogFields } from './logger.js';

/** What the log keeps of an error that nobody expected: its words, its code, where it came from. */
export function errorFields(thrown: unknown): LogFields {
  if (!(thrown instanceof Error)) return { error: String(thrown) };
  const { code } = thrown as NodeJS.ErrnoException;
  return {
    error: `${thrown.name}: ${thrown.message}`,
    ...(code === undefined ? {} : { errorCode: code }),
    ...(thrown.stack === undefined ? {} : { stack: thrown.stack }),
    ...(thrown.cause instanceof Error ? { cause: `${thrown.cause.name}: ${thrown.cause.message}` } : {}),
  };
}
