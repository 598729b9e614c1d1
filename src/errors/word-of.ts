import { GatewayError } from './gateway-error.js';

/** A word to search for when reading of a failure: `ECONNREFUSED`, `CERT_HAS_EXPIRED`, `503`, `upstream-timeout`. */
export function wordOf(error: unknown): string {
  if (error instanceof GatewayError) {
    const { upstreamStatus } = error.details;
    if (upstreamStatus !== undefined) return String(upstreamStatus);
    return error.cause instanceof Error ? error.cause.message : error.code;
  }
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'AbortError') return 'no answer in time';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}
