import { GatewayError, type ErrorCode } from '../../errors/gateway-error.js';
import { isUnsent } from '../../errors/is-unsent.js';

/** Errors after which the write was or may have been sent, without an answer from v2 about its outcome. */
const silent: ReadonlySet<ErrorCode> = new Set([
  'upstream-unreachable',
  'upstream-lost',
  'upstream-unreadable',
  'upstream-timeout',
  'client-closed-request',
  'internal-error',
]);

/**
 * Whether it is unknown if v2 made the write that failed with this error. Our own faults always count as unknown, and
 * a 408: it only says that a server on the way did not receive everything.
 */
export function isOutcomeUnknown(error: unknown): boolean {
  if (!(error instanceof GatewayError)) return true;
  if (isUnsent(error)) return false;
  const { upstreamStatus = 0 } = error.details;
  return silent.has(error.code) || upstreamStatus === 408 || upstreamStatus >= 500;
}

/** Errors whose sentence says what has been done, and whether to repeat the request. */
const telling: ReadonlySet<ErrorCode> = new Set(['half-done', 'sweep-interrupted']);

/** Whether the client must be told to look if its write was made. */
export function isToBeLookedFor(error: unknown): boolean {
  return isOutcomeUnknown(error) && !(error instanceof GatewayError && telling.has(error.code));
}
