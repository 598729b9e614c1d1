import { createHash } from 'node:crypto';
import type { ErrorTable } from '../errors/error-table.js';
import { GatewayError } from '../errors/gateway-error.js';
import { asJsonObject } from '../syntax/json-object.js';
import type { SharedState } from '../state/shared-state.js';
import type { Caller } from '../tokens/caller.js';
import type { HeldWrite } from '../tokens/claims.js';
import { ticketTtlS } from '../tokens/sealing.js';
import type { Ticket } from '../tokens/tickets.js';
import type { Tokens } from '../tokens/tokens.js';
import type { Upstream } from '../upstream/exchange.js';
import type { LookupCache } from '../upstream/lookups/lookup-cache.js';
import { send, type CallDeps } from './call-v2.js';
import type { WithRecordLock } from './locks/record-lock.js';
import { isOutcomeUnknown } from './refusals/is-outcome-unknown.js';
import { refusalForV1 } from './refusals/refusal.js';

export interface ConfirmDeps {
  readonly tokens: Pick<Tokens, 'openTicket'>;
  readonly upstream: Upstream;
  readonly lookups: Pick<LookupCache, 'forget'>;
  readonly state: Pick<SharedState, 'claim' | 'isTaken'>;
  readonly withRecordLock: WithRecordLock;
  readonly errors: ErrorTable;
  /** How long a further click counts as a repetition of the last one, in milliseconds; default 10,000. */
  readonly secondClickMs?: number;
}

export type ConfirmRun = Pick<CallDeps, 'signal' | 'onCall' | 'trace'>;

/**
 * Makes the write of a ticket, once. The replica that claims the ticket makes the write. If claims were lost (a
 * restart without Redis), the record decides: the fields that the write changes must be as they were when the ticket
 * was made.
 *
 * A second click waits for the first and gets its result. If the answer to a write is lost, the write may have been
 * made, and nobody can tell whether it may be repeated: the ticket stays used.
 *
 * @throws GatewayError `ticket-invalid`, `ticket-expired`, `ticket-used`, `outcome-unknown`, `credentials-missing`,
 *   and all that `Upstream.send` throws
 */
export async function confirm(sealed: string, run: ConfirmRun, deps: ConfirmDeps): Promise<Ticket> {
  const ticket = await deps.tokens.openTicket(sealed);
  const marks = marksOf(sealed);
  await deps.withRecordLock({ record: marks.used, isKnown: true }, run.signal, async (onWrite) => {
    if (!(await deps.state.isTaken(marks.justDone))) await use(ticket, marks, { ...deps, run, onWrite });
  });
  return ticket;
}

/**
 * Opens a ticket that can still be confirmed. Changes nothing.
 *
 * @throws as `confirm` does
 */
export async function lookAtTicket(
  sealed: string,
  run: ConfirmRun,
  deps: Omit<ConfirmDeps, 'withRecordLock' | 'lookups'>,
): Promise<Ticket> {
  const ticket = await deps.tokens.openTicket(sealed);
  const { used, unclear } = marksOf(sealed);
  if (await deps.state.isTaken(unclear)) throw new GatewayError('outcome-unknown');
  if (await deps.state.isTaken(used)) throw new GatewayError('ticket-used');
  try {
    await refuseChanged(ticket, run, deps);
  } catch (error) {
    throw refusalOf(error, ticket.held, deps.errors);
  }
  return ticket;
}

/** The states of a ticket, as keys to claim. */
interface Marks {
  /** The write is being made or was made. */
  readonly used: string;
  /** It is unknown whether the write was made. */
  readonly unclear: string;
  /** The write was made a moment ago. */
  readonly justDone: string;
}

function marksOf(sealed: string): Marks {
  const name = createHash('sha256').update(sealed).digest('base64url');
  return { used: `ticket ${name}`, unclear: `ticket unclear ${name}`, justDone: `ticket just done ${name}` };
}

const lifeMs = ticketTtlS * 1000;

async function use(
  ticket: Ticket,
  marks: Marks,
  deps: ConfirmDeps & { readonly run: ConfirmRun; readonly onWrite: () => void },
): Promise<void> {
  const { state, run, secondClickMs = 10_000 } = deps;
  // A failure of the store here must not hide what became of the write.
  const mark = (key: string, ms: number): Promise<unknown> => state.claim(key, ms).catch(() => undefined);
  if (await state.isTaken(marks.unclear)) throw new GatewayError('outcome-unknown');
  const claim = await state.claim(marks.used, lifeMs);
  if (claim === undefined) throw new GatewayError('ticket-used');
  try {
    await refuseChanged(ticket, run, deps);
    deps.onWrite();
    await makeWrite(ticket, run, deps);
  } catch (error) {
    const unclear = error instanceof GatewayError && error.code === 'outcome-unknown';
    await (unclear ? mark(marks.unclear, lifeMs) : claim.release());
    throw refusalOf(error, ticket.held, deps.errors);
  }
  await mark(marks.justDone, secondClickMs);
}

async function refuseChanged(
  { caller, held }: Ticket,
  run: ConfirmRun,
  { upstream }: Pick<ConfirmDeps, 'upstream'>,
): Promise<void> {
  const fields = Object.keys(held.unchanged);
  // Sent without `fields`: v2 does not accept there every field that it shows, e.g. `last_password_reset`.
  const read = { method: 'GET', path: held.path };
  const body = await send(read, bearerOf(caller), { ...run, upstream, caller, writing: true });
  const record = asJsonObject(body);
  const now = fields.map((field) => record[field] ?? null);
  const before = fields.map((field) => held.unchanged[field]);
  if (JSON.stringify(now) !== JSON.stringify(before)) throw new GatewayError('ticket-used');
}

async function makeWrite(
  { caller, held }: Ticket,
  run: ConfirmRun,
  { upstream, lookups }: Pick<ConfirmDeps, 'upstream' | 'lookups'>,
): Promise<void> {
  const { method, path, body } = held;
  lookups.forget(path);
  try {
    await send({ method, path, body }, bearerOf(caller), { ...run, upstream, caller, writing: true });
  } catch (error) {
    throw isOutcomeUnknown(error) ? new GatewayError('outcome-unknown', {}, { cause: error }) : error;
  } finally {
    lookups.forget(path);
  }
}

function bearerOf({ bearer }: Caller): NonNullable<Caller['bearer']> {
  if (bearer === undefined) throw new GatewayError('credentials-missing', { message: noCredentials });
  return bearer;
}

const noCredentials = 'holdover has no credentials any more to do this: ask for a new link.';

/** The refusal in v1's words and without the password, because v2 quotes what it refuses. */
function refusalOf(error: unknown, { body }: HeldWrite, errors: ErrorTable): unknown {
  return refusalForV1(error, { route: { errors: new Map() }, given: { body, query: {}, slots: {} } }, errors);
}
