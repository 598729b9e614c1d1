import { GatewayError } from '../errors/gateway-error.js';
import type { Caller } from './caller.js';
import type { Claims, HeldWrite } from './claims.js';
import { callerOf, type CallerSources } from './opened-caller.js';
import { seal, ticketTtlS, unseal, type Sealer } from './sealing.js';

/** Tickets: sealed writes that wait to be confirmed. */
export interface Tickets {
  /**
   * Seals a write of the caller into a ticket, which allows this one write when confirmed and nothing else.
   *
   * @throws GatewayError `credentials-missing` for a caller whose token cannot be sealed, `request-malformed` (too
   *   long)
   */
  sealTicket(caller: Caller, held: HeldWrite): Promise<string>;
  /** @throws GatewayError `ticket-invalid`, `ticket-expired` */
  openTicket(sealed: string): Promise<Ticket>;
}

export interface Ticket {
  /** The caller that made the ticket; the write uses the same credentials. */
  readonly caller: Caller;
  readonly held: HeldWrite;
}

const noTicket = 'The access token is too long to be sealed into a ticket: use a token of /oauth/token.';

export function createTickets(sealer: Sealer, sources: CallerSources): Tickets {
  return {
    sealTicket: (caller, held) => {
      if (caller.session === undefined)
        return Promise.reject(new GatewayError('credentials-missing', { message: noTicket }));
      return seal(caller.session(), { use: 'ticket', ttlS: ticketTtlS, held }, sealer);
    },
    async openTicket(sealed) {
      const claims = await unseal(sealed, { use: 'ticket' }, sealer);
      if (claims.held === undefined) throw new GatewayError('ticket-invalid');
      return { caller: ticketCaller(claims, sources), held: claims.held };
    },
  };
}

/** A ticket made with a v2 token expires with that token. */
function ticketCaller(claims: Claims, sources: CallerSources): Caller {
  try {
    return callerOf({ claims }, sources);
  } catch (error) {
    const over = error instanceof GatewayError && error.code === 'token-expired';
    throw over ? new GatewayError('ticket-expired') : error;
  }
}
