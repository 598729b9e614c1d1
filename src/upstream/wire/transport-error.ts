import { GatewayError, type ErrorCode, type ErrorDetails } from '../../errors/gateway-error.js';

const timeouts: ReadonlySet<string> = new Set([
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'ETIMEDOUT',
]);

/** The tenant answered, but not in HTTP, or too much. undici's parser error has a name and often no code. */
const garbled: ReadonlySet<string> = new Set([
  'HTTPParserError',
  'UND_ERR_HEADERS_OVERFLOW',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
  'UND_ERR_RES_EXCEEDED_MAX_SIZE',
]);

/** undici's messages for an unexpected 100 or 101; their code is that of any broken socket. */
const misplaced: ReadonlySet<string> = new Set(['bad response', 'bad upgrade']);

/** undici refuses what we asked it to send: our fault, not the tenant's. */
const ours: ReadonlySet<string> = new Set(['UND_ERR_INVALID_ARG', 'UND_ERR_REQ_CONTENT_LENGTH_MISMATCH']);

/** The pool was told to close: another attempt will not do better. */
const closing: ReadonlySet<string> = new Set(['UND_ERR_CLOSED', 'UND_ERR_DESTROYED']);

/**
 * How far a call had come. `queued`: undici had not begun to write it; `sent`: some of it may have left; `answering`:
 * the head of the answer had come, so the tenant was reached and may have acted.
 */
export type CallStage = 'queued' | 'sent' | 'answering';

/** Turns a failure of undici or of the socket into a GatewayError. */
export function transportError(error: Error, stage: CallStage): GatewayError {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  const broke = howItBroke(code, error, stage);
  // Not the error itself: undici's parser error carries the bytes that it failed on, which may hold secrets.
  return new GatewayError(
    nameOf(code, error, stage),
    { reason: code, broke },
    {
      cause: new Error(`${code}: ${error.message}`),
    },
  );
}

function nameOf(code: string, error: Error, stage: CallStage): ErrorCode {
  if (ours.has(code)) return 'internal-error';
  if (timeouts.has(code)) return 'upstream-timeout';
  if (stage === 'answering' || isGarbled(code, error)) return 'upstream-unreadable';
  return stage === 'queued' ? 'upstream-unreachable' : 'upstream-lost';
}

/** Only what undici has not begun to write is certainly unsent: a socket tells what it took, not what arrived. */
function howItBroke(code: string, error: Error, stage: CallStage): ErrorDetails['broke'] {
  if (ours.has(code) || closing.has(code)) return undefined;
  if (stage === 'queued') return 'unsent';
  return timeouts.has(code) || isGarbled(code, error) ? undefined : 'under-way';
}

function isGarbled(code: string, error: Error): boolean {
  return garbled.has(code) || garbled.has(error.name) || misplaced.has(error.message);
}
