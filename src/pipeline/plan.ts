import { GatewayError } from '../errors/gateway-error.js';
import { lossesOf } from '../map/losses.js';
import type { Given, Loss, Match, ReshapeContext, Route } from '../map/route.js';
import type { Caller } from '../tokens/caller.js';
import type { Input } from './validate.js';

export interface PlanSettings {
  readonly map: ReshapeContext['settings'];
  readonly lossy: 'silent' | 'warn' | 'strict';
  /** Environment keys of the map's switches that are on, e.g. `HOLDOVER_ALLOW_DELETE_ALL_USERS`. */
  readonly switches: ReadonlySet<string>;
}

/** All that `execute` and `reshape` need; the v1 request itself stays behind. */
export interface Plan {
  readonly route: Route;
  readonly given: Given;
  readonly context: ReshapeContext;
  /** Ids of the losses this very request runs into. */
  readonly lossy: readonly string[];
}

/**
 * Decides whether the request can be served, before anything is sent.
 *
 * @throws GatewayError `gone`, `switched-off`, `lossy-refused`
 */
export function planCalls(
  { route, slots }: Match,
  input: Input,
  deps: { caller: Caller; settings: PlanSettings },
): Plan {
  const { caller, settings } = deps;
  if (route.switch !== undefined && !settings.switches.has(route.switch)) {
    throw new GatewayError('switched-off', {
      message: `This endpoint is switched off; ${route.switch}=true turns it on.`,
    });
  }
  if (route.gone !== undefined) throw new GatewayError('gone', { message: route.gone });
  const asker = { client_id: caller.clientId, kind: caller.kind };
  const given: Given = { slots, query: input.query, body: input.body, caller: asker };
  const lossy = lossesOf(route, given);
  if (settings.lossy === 'strict' && lossy.length > 0) throw lossRefused(lossy);
  return {
    route,
    given,
    context: { settings: settings.map, caller: asker },
    lossy: lossy.map(({ id }) => id),
  };
}

function lossRefused(losses: readonly Loss[]): GatewayError {
  return new GatewayError('lossy-refused', { message: losses.map(({ why }) => why).join(' ') });
}
