import { createHash } from 'node:crypto';
import type { ErrorTable } from '../errors/error-table.js';
import { GatewayError } from '../errors/gateway-error.js';
import { isUnsent } from '../errors/is-unsent.js';
import type { SharedState } from '../state/shared-state.js';
import type { Caller } from '../tokens/caller.js';
import type { HeldWrite } from '../tokens/claims.js';
import { ticketTtlS } from '../tokens/sealing.js';
import type { Ticket, Tokens } from '../tokens/tokens.js';
import type { Cancellation } from '../upstream/cancellation.js';
import type { Upstream } from '../upstream/exchange.js';
import type { LookupCache } from '../upstream/lookup-cache.js';
import { scrubSentence } from './scrub-sentence.js';

export interface ConfirmDeps {
  readonly tokens: Pick<Tokens, 'openTicket'>;
  readonly upstream: Upstream;
  readonly lookups: Pick<LookupCache, 'forget'>;
  readonly state: Pick<SharedState, 'claim'>;
  readonly errors: ErrorTable;
}

/**
 * Makes the write of a ticket, once. Who claims the ticket makes it, on whatever replica; and where claims are
 * forgotten, by a restart without Redis, the record tells: what the write changes is what must be unchanged.
 *
 * A write whose answer got lost may have been made. Its ticket stays used: nobody can tell whether it may be made
 * once more.
 *
 * @throws GatewayError `ticket-invalid`, `ticket-expired`, `ticket-used`, `outcome-unknown`, `credentials-missing`, and
 *   all that `Upstream.send` throws
 */
export async function confirm(sealed: string, signal: Cancellation, deps: ConfirmDeps): Promise<Ticket> {
  const ticket = await deps.tokens.openTicket(sealed);
  const name = createHash('sha256').update(sealed).digest('base64url');
  const claim = await deps.state.claim(`ticket ${name}`, ticketTtlS * 1000);
  if (claim === undefined) throw new GatewayError('ticket-used');
  try {
    await refuseChanged(ticket, signal, deps);
    await makeWrite(ticket, signal, deps);
  } catch (error) {
    if (!(error instanceof GatewayError && error.code === 'outcome-unknown')) await claim.release();
    throw told(error, ticket.held, deps.errors);
  }
  return ticket;
}

async function refuseChanged(
  { caller, held }: Ticket,
  signal: Cancellation,
  { upstream }: ConfirmDeps,
): Promise<void> {
  const fields = Object.keys(held.unchanged);
  // Without `fields`, which v2 does not take for all that it shows: `last_password_reset` is not among them.
  const { body } = await upstream.send({ method: 'GET', path: held.path }, bearerOf(caller), signal);
  const record = (body ?? {}) as Record<string, unknown>;
  const now = fields.map((field) => record[field] ?? null);
  const before = fields.map((field) => held.unchanged[field]);
  if (JSON.stringify(now) !== JSON.stringify(before)) throw new GatewayError('ticket-used');
}

async function makeWrite(
  { caller, held }: Ticket,
  signal: Cancellation,
  { upstream, lookups }: ConfirmDeps,
): Promise<void> {
  const { method, path, body } = held;
  lookups.forget(path);
  try {
    await upstream.send({ method, path, body }, bearerOf(caller), signal);
  } catch (error) {
    throw isAnswered(error) ? error : new GatewayError('outcome-unknown', {}, { cause: error });
  } finally {
    lookups.forget(path);
  }
}

function bearerOf({ bearer }: Caller): NonNullable<Caller['bearer']> {
  if (bearer === undefined) throw new GatewayError('credentials-missing', { message: noCredentials });
  return bearer;
}

const noCredentials = 'holdover has no credentials any more to do this: ask for a new link.';

/** v2 has said that it did nothing, or was never asked. What came before the write, such as a token that was refused, is no answer lost. */
function isAnswered(error: unknown): boolean {
  if (!(error instanceof GatewayError)) return false;
  if (isUnsent(error)) return true;
  const { code, details } = error;
  if (code === 'upstream-refused') return (details.upstreamStatus ?? 500) < 500;
  return code === 'upstream-token-refused' || code === 'token-invalid' || code === 'credentials-missing';
}

/** In v1's words, and without the password: v2 quotes what it refuses. */
function told(error: unknown, { body }: HeldWrite, errors: ErrorTable): unknown {
  if (!(error instanceof GatewayError) || error.code !== 'upstream-refused') return error;
  const { upstreamCode = '', message } = error.details;
  const row = errors.byErrorCode.get(upstreamCode);
  return new GatewayError(
    error.code,
    {
      ...error.details,
      ...(row === undefined ? {} : { row }),
      ...(message === undefined ? {} : { message: scrubSentence(message, { body, query: {}, slots: {} }) }),
    },
    { cause: error },
  );
}
