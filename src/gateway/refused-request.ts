import type { ErrorTable } from '../errors/error-table.js';
import { v1ErrorBody } from '../errors/v1-error-body.js';
import type { ReplyOutcome, V1Reply } from '../pipeline/exchange.js';
import { fail } from '../pipeline/refusals/fail.js';
import type { Refusal } from './header-guard.js';

const words: Readonly<Record<number, string>> = {
  408: 'request_timeout',
  414: 'uri_too_long',
  431: 'headers_too_large',
  503: 'overloaded',
};

/** A request that is refused for its form. Its connection cannot be used further. */
export class RefusedRequest extends Error {
  override readonly name = 'RefusedRequest';

  constructor(readonly refusal: Refusal) {
    super(refusal.sentence);
  }
}

/** The refusal in the form that v1 clients read. */
export function refusalReply({ status, sentence, retryAfterS }: Refusal): V1Reply {
  const error = words[status] ?? 'invalid_request';
  return {
    status,
    headers: retryAfterS === undefined ? {} : { 'Retry-After': String(retryAfterS) },
    body: { kind: 'json', value: v1ErrorBody({ status, error }, sentence) },
    outcome: { caller: undefined, calls: 0, lossy: [], error: { code: error } },
  };
}

/** Turns an error from outside the pipeline into the form that v1 clients read. */
export function failureReply(
  thrown: unknown,
  table: ErrorTable,
  outcome?: Pick<ReplyOutcome, 'calls' | 'mayBeMade'>,
): V1Reply {
  if (!(thrown instanceof RefusedRequest)) return fail(thrown, table, outcome);
  const reply = refusalReply(thrown.refusal);
  return { ...reply, outcome: { ...reply.outcome, ...outcome } };
}
