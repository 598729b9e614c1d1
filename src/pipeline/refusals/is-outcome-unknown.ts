import { GatewayError, type ErrorCode } from '../../errors/gateway-error.js';
import { isUnsent } from '../../errors/is-unsent.js';

/** The write was sent, or may have been, and v2 has not said what has become of it. */
const silent: ReadonlySet<ErrorCode> = new Set([
  'upstream-unreachable',
  'upstream-unreadable',
  'upstream-timeout',
  'client-closed-request',
  'internal-error',
]);

/** Whether nobody knows if v2 has made a write that has failed with this: so of a fault of our own, wherever it struck. */
export function isOutcomeUnknown(error: unknown): boolean {
  if (!(error instanceof GatewayError)) return true;
  if (isUnsent(error)) return false;
  return silent.has(error.code) || (error.details.upstreamStatus ?? 0) >= 500;
}
