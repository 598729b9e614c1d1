import type { ErrorTable } from '../../errors/error-table.js';
import { GatewayError, type ErrorDetails } from '../../errors/gateway-error.js';
import type { CallStep, Route } from '../../map/route.js';
import { scrubSentence, type Sent } from './scrub-sentence.js';

/** How v2 refuses for lack of a scope. A refusal by holdover for the same reason uses the same row. */
const forScope = ['insufficient_scope', '403'];

/** v2 names some errors only at the beginning of the sentence: `PasswordStrengthError: Password is too weak`. */
const namedError = /^(\w+Error): /;

/**
 * Chooses the row that a v1 client is told for v2's refusal: the call's own first, then the entry's, then the table's
 * by errorCode or name; `fail` falls back on the status. In v2's sentence, secrets that the client sent are masked,
 * and v2's field names become v1's.
 */
export function refusalForV1(
  thrown: unknown,
  { route, given }: { readonly route: Pick<Route, 'errors'>; readonly given: Sent },
  table: ErrorTable,
): unknown {
  if (!(thrown instanceof GatewayError)) return thrown;
  if (thrown.code === 'scope-missing') {
    const row = forScope.map((key) => route.errors.get(key)).find((each) => each !== undefined);
    return row === undefined ? thrown : new GatewayError(thrown.code, { ...thrown.details, row });
  }
  if (thrown.code !== 'upstream-refused') return thrown;
  const { details } = thrown;
  const row = details.row ?? rowIn(route.errors, details) ?? rowByWord(table.byErrorCode, details);
  const message = details.message === undefined ? undefined : scrubSentence(details.message, given);
  return new GatewayError('upstream-refused', { ...details, row, message }, { cause: thrown });
}

/** The same for a call that has rows of its own. */
export function refusalOfCall(thrown: unknown, { errors }: Pick<CallStep, 'errors'>): unknown {
  if (!(thrown instanceof GatewayError) || thrown.code !== 'upstream-refused') return thrown;
  const row = rowIn(errors, thrown.details);
  return row === undefined
    ? thrown
    : new GatewayError(thrown.code, { ...thrown.details, row }, { cause: thrown });
}

function rowIn(rows: ReadonlyMap<string, string>, details: ErrorDetails): string | undefined {
  const { upstreamStatus: status } = details;
  return rowByWord(rows, details) ?? (status === undefined ? undefined : rows.get(String(status)));
}

/** The row by the errorCode, or else by the name before the sentence. */
function rowByWord(
  rows: ReadonlyMap<string, string>,
  { upstreamCode: code, message = '' }: ErrorDetails,
): string | undefined {
  const [, named] = namedError.exec(message) ?? [];
  return (
    (code === undefined ? undefined : rows.get(code)) ?? (named === undefined ? undefined : rows.get(named))
  );
}
