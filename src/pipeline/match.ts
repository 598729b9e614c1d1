import { GatewayError } from '../errors/gateway-error.js';
import type { Match, RouteIndex } from '../map/match/matched.js';
import { ownerSlot } from '../map/route.js';
import type { Caller } from '../tokens/caller.js';
import type { V1Request } from './exchange.js';

/** @throws GatewayError `route-unknown`, `method-unknown`, `request-malformed` */
export function match(request: V1Request, routes: RouteIndex): Match {
  const found = request.found ?? routes.find(request.method, request.path, request.query);
  if (found.kind === 'method-unknown') throw new GatewayError('method-unknown');
  if (found.kind !== 'match') throw new GatewayError('route-unknown');
  return found.match;
}

/**
 * Refuses callers that the route does not admit. A user's id_token opens a route only for that user; the `{user_id}`
 * slot is compared as it goes upstream. The map's loader has checked that every route for users has this slot, has a
 * step in its place, or is open to everybody.
 *
 * @throws GatewayError `token-missing`, `caller-not-allowed`, `not-own-user`, and the reason why a token was not
 *   accepted
 */
export function admit(caller: Caller, { route, slots }: Match): void {
  if (!route.callers.has(caller.kind)) {
    if (caller.kind !== 'anonymous')
      throw new GatewayError('caller-not-allowed', { message: [...route.callers].join(', ') });
    throw caller.refusal ?? new GatewayError('token-missing');
  }
  const owner = slots[ownerSlot];
  if (caller.kind === 'user' && owner !== undefined && owner !== caller.userId) {
    throw new GatewayError('not-own-user');
  }
}
