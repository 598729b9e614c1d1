import type { ErrorTable } from '../errors/error-table.js';
import type { RouteIndex } from '../map/match/matched.js';
import type { Route } from '../map/route.js';
import type { ConfirmRun } from '../pipeline/confirm.js';
import type { V1Reply, V1Request } from '../pipeline/exchange.js';
import type { Mirroring } from './pass-through/mirror.js';
import type { Ticket } from '../tokens/tickets.js';

/**
 * Everything behind the ports that is built from one map. A reload replaces the street for new requests; a request in
 * flight finishes on the street that it started on.
 */
export interface Street {
  readonly routes: RouteIndex;
  /** For `/routes`. */
  readonly table: readonly Route[];
  readonly errors: ErrorTable;
  /** Runs the pipeline. Never throws. */
  readonly answer: (request: V1Request) => Promise<V1Reply>;
  /** Opens a ticket without using it up. */
  readonly lookAtTicket: TicketWork;
  /** Makes the ticket's write, at most once. */
  readonly confirm: TicketWork;
  /** Who answers and who compares while a v1 still runs. Undefined: holdover answers, and nothing is compared. */
  readonly shadow?: Mirroring | undefined;
}

/** @throws GatewayError for a ticket that is invalid, expired or used */
type TicketWork = (sealed: string, run: ConfirmRun) => Promise<Ticket>;

/** Gives the street that new requests use. */
export type CurrentStreet = () => Street;
