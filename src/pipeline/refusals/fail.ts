import type { ErrorRow, ErrorTable } from '../../errors/error-table.js';
import { GatewayError } from '../../errors/gateway-error.js';
import { isTooDeep } from '../../errors/is-too-deep.js';
import { v1ErrorBody } from '../../errors/v1-error-body.js';
import type { ReplyOutcome, V1Reply } from '../exchange.js';

const lastResort: ErrorRow = { status: 500, error: 'internal_error', sentence: 'Internal error.' };

/**
 * Turns whatever was thrown into a reply that a v1 client can read. For an error that is not a GatewayError the
 * client gets no details; its cause goes to the log through the outcome.
 */
export function fail(thrown: unknown, table: ErrorTable, outcome: Partial<ReplyOutcome> = {}): V1Reply {
  const error = asGatewayError(thrown);
  const row = rowOf(error, table);
  const sentence = sentenceFor(error, table);
  return {
    status: row.status,
    headers: headersFor(row, error),
    body: { kind: 'json', value: v1ErrorBody(row, sentence) },
    outcome: {
      caller: undefined,
      calls: 0,
      lossy: [],
      ...outcome,
      error: errorForLog(error),
      ...(mayBeOurFault(error) ? { cause: error.cause } : {}),
    },
  };
}

/**
 * A foreign error between two writes is reported as `half-done` but is still a fault of ours. What seems to be nested
 * too deep may be a function of ours that recurses without end.
 */
function mayBeOurFault({ code, cause }: GatewayError): boolean {
  return (
    code === 'internal-error' ||
    isTooDeep(cause) ||
    (code === 'half-done' && cause !== undefined && !(cause instanceof GatewayError))
  );
}

/** The sentence that a v1 client is told about the error. */
export function sentenceFor(thrown: unknown, table: ErrorTable): string {
  const error = asGatewayError(thrown);
  return rowOf(error, table)
    .sentence.replace('{message}', () => error.details.message ?? '')
    .trim();
}

function rowOf(error: GatewayError, table: ErrorTable): ErrorRow {
  return table.rows.get(rowName(error, table)) ?? lastResort;
}

function asGatewayError(thrown: unknown): GatewayError {
  if (thrown instanceof GatewayError) return thrown;
  // Only an answer of the tenant can be nested so deep: a v1 body has at most a hundred levels.
  if (isTooDeep(thrown)) {
    const details = { message: 'It is nested too deep.', reason: 'nested-too-deep' };
    return new GatewayError('upstream-unreadable', details, { cause: thrown });
  }
  return new GatewayError('internal-error', {}, { cause: thrown });
}

/** The row that the map chose; otherwise, for a refusal of the tenant outside the pipeline, the row of its status. */
function rowName({ code, details }: GatewayError, table: ErrorTable): string {
  if (details.row !== undefined) return details.row;
  const byStatus = code === 'upstream-refused' ? table.byStatus.get(details.upstreamStatus ?? 0) : undefined;
  return byStatus ?? code;
}

function headersFor(row: ErrorRow, error: GatewayError): Record<string, string> {
  const headers: Record<string, string> = {};
  // RFC 9110 section 11.6.1 asks for a challenge with every 401.
  if (row.status === 401) headers['WWW-Authenticate'] = 'Bearer realm="api"';
  if (error.details.retryAfterS !== undefined)
    headers['Retry-After'] = String(Math.ceil(error.details.retryAfterS));
  return headers;
}

function errorForLog({ code, details }: GatewayError): NonNullable<ReplyOutcome['error']> {
  const { row, upstreamStatus, upstreamCode, reason, scopes } = details;
  // The log names holdover's own refusal, whichever row the client gets.
  const named = code === 'scope-missing' ? code : (row ?? code);
  return { code: named, upstreamStatus, upstreamCode, reason, scopes };
}
