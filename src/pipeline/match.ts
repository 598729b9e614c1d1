import { GatewayError } from '../errors/gateway-error.js';
import type { Match, Route, RouteIndex } from '../map/route.js';
import type { Caller } from '../tokens/caller.js';
import type { V1Request } from './exchange.js';

/** @throws GatewayError `route-unknown`, `method-unknown`, `request-malformed` */
export function match(request: V1Request, routes: RouteIndex): Match {
  const found = routes.find(request.method, request.path, request.query);
  if (found.kind === 'method-unknown') throw new GatewayError('method-unknown');
  if (found.kind !== 'match') throw new GatewayError('route-unknown');
  return found.match;
}

/**
 * Refuses callers that the route is not for.
 *
 * @throws GatewayError `token-missing`, `caller-not-allowed`, and the reason why a token was not taken
 */
export function admit(caller: Caller, route: Route): void {
  if (route.callers.has(caller.kind)) return;
  if (caller.kind !== 'anonymous')
    throw new GatewayError('caller-not-allowed', { message: [...route.callers].join(' or ') });
  throw caller.refusal ?? new GatewayError('token-missing');
}
