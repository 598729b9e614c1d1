import { GatewayError } from '../errors/gateway-error.js';
import { isThere } from '../map/run/is-there.js';
import type { Scope, ScopeNeed } from '../map/route.js';
import { areMet, lackingOf, needsOfStep, scopeSentence, scopesLacking } from '../map/run/scope-needs.js';
import type { Caller } from '../tokens/caller.js';
import type { Cancellation } from '../upstream/cancellation.js';
import { isPromise, untilCancelled } from '../upstream/until-cancelled.js';
import type { Plan } from './plan.js';

export interface ScopeCheck {
  readonly plan: Pick<Plan, 'route'>;
  readonly caller: Caller;
  readonly signal: Cancellation;
}

/**
 * Refuses, before the calls, what v2 would refuse for lack of a scope. If the token's scopes are unknown, v2 decides.
 * If the token lacks a scope, a recent token is checked too: the client may have been granted more since.
 *
 * @throws GatewayError `scope-missing`, and what getting a token throws
 */
export async function checkScopes(
  needs: readonly ScopeNeed[],
  { plan, caller, signal }: ScopeCheck,
): Promise<void> {
  const { bearer, fallback } = caller;
  if (needs.length === 0 || bearer === undefined) return;
  const known = untilCancelled(bearer.scopes(), signal);
  const held = isPromise(known) ? await known : known;
  if (held === undefined || areMet(needs, held)) return;
  const recent = await untilCancelled(bearer.recentScopes(), signal);
  if (recent === undefined || areMet(needs, recent)) return;
  const lacking = lackingOf(needs, recent);
  if (fallback !== undefined)
    return checkScopes(lacking, { plan, caller: { ...caller, ...fallback, fallback: undefined }, signal });
  throw new GatewayError('scope-missing', {
    message: scopeSentence(plan.route.id, lacking, bearer.clientId),
    scopes: scopesLacking(lacking),
  });
}

/** The scope needs of the steps from the nth on whose `when` already holds: these steps are known to run. */
export function needsAhead(
  { steps, route: { needs } }: Pick<Plan, 'steps' | 'route'>,
  nth: number,
  scope: Scope,
): ScopeNeed[] {
  if (needs.sometimes.length === 0) return [];
  const ahead = steps.slice(nth).filter(({ when }) => when !== undefined && isThere(when(scope)));
  return ahead.flatMap(needsOfStep);
}
