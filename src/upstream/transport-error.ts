import { GatewayError, type ErrorCode } from '../errors/gateway-error.js';

const timeouts: ReadonlySet<string> = new Set([
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'ETIMEDOUT',
]);

/** The tenant did answer, but not in HTTP, or more than it may. undici's parser error has a name and often no code. */
const garbled: ReadonlySet<string> = new Set([
  'HTTPParserError',
  'UND_ERR_HEADERS_OVERFLOW',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
  'UND_ERR_RES_EXCEEDED_MAX_SIZE',
]);

/** undici refuses what we asked it to send: our fault, not the tenant's. */
const ours: ReadonlySet<string> = new Set(['UND_ERR_INVALID_ARG', 'UND_ERR_REQ_CONTENT_LENGTH_MISMATCH']);

/**
 * Names a failure of undici or of the socket. `answering`: the head of the answer had come, so the tenant was
 * reached and may have acted; "could not be reached" would be a lie.
 */
export function transportError(error: Error, answering: boolean): GatewayError {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  // Not the error itself: undici's parser error carries the bytes it choked on, which may hold secrets.
  return new GatewayError(
    nameOf(code, error, answering),
    {},
    { cause: new Error(`${code}: ${error.message}`) },
  );
}

function nameOf(code: string, error: Error, answering: boolean): ErrorCode {
  if (ours.has(code)) return 'internal-error';
  if (timeouts.has(code)) return 'upstream-timeout';
  if (answering || garbled.has(code) || garbled.has(error.name)) return 'upstream-unreadable';
  return 'upstream-unreachable';
}
