import type { ErrorTable } from '../errors/error-table.js';
import type { RouteIndex } from '../map/match/matched.js';
import type { Route } from '../map/route.js';
import type { ConfirmRun } from '../pipeline/confirm.js';
import type { V1Reply, V1Request } from '../pipeline/exchange.js';
import type { Mirroring } from './pass-through/mirror.js';
import type { Ticket } from '../tokens/tokens.js';

/**
 * What stands behind the ports and comes out of one map. A reload puts another in its place; a request that has
 * begun goes to its end on the one that it has met.
 */
export interface Street {
  readonly routes: RouteIndex;
  /** For `/routes`. */
  readonly table: readonly Route[];
  readonly errors: ErrorTable;
  /** The pipeline. Never throws. */
  readonly answer: (request: V1Request) => Promise<V1Reply>;
  /** Opens a ticket that can still be confirmed. */
  readonly lookAtTicket: TicketWork;
  /** Makes the ticket's write, once. */
  readonly confirm: TicketWork;
  /** While a v1 still lives: who answers, and who compares. Undefined: holdover, and nobody. */
  readonly shadow?: Mirroring | undefined;
}

/** @throws GatewayError for a ticket that cannot be used, or any more */
type TicketWork = (sealed: string, run: ConfirmRun) => Promise<Ticket>;

/** The one of this moment. */
export type CurrentStreet = () => Street;
