import type { LogFields } from './logger.js';

/** What the log keeps of an unexpected error: its name and message, its code, its stack and its cause. */
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
