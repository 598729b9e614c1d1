import { GatewayError } from '../errors/gateway-error.js';
import { changedRecord } from '../map/run/changed-record.js';
import { isMet } from '../map/run/is-there.js';
import { leadingComputes } from '../map/run/leading-computes.js';
import { lossesOf, type ShownLoss } from '../map/run/losses.js';
import type { Input } from '../map/run/read-input.js';
import { refuseUnserved } from '../map/run/refuse-unserved.js';
import type { Match } from '../map/match/matched.js';
import type { Asker, Given, ReshapeContext, Route, RouteStep, Scope } from '../map/route.js';
import type { Caller } from '../tokens/caller.js';

export interface PlanSettings {
  readonly map: ReshapeContext['settings'];
  readonly lossy: 'silent' | 'warn' | 'strict';
  /** Environment keys of the map's switches that are on, e.g. `HOLDOVER_ALLOW_DELETE_ALL_USERS`. */
  readonly switches: ReadonlySet<string>;
}

/** All that `execute` and `reshape` need. It does not hold the v1 request itself. */
export interface Plan {
  readonly route: Route;
  readonly given: Given;
  readonly context: ReshapeContext;
  /** The results of the `compute` steps before the first call, by name, and the last of them. */
  readonly computed: { readonly answers: Readonly<Record<string, unknown>>; readonly last: unknown };
  /** The steps that remain for `execute`. */
  readonly steps: readonly RouteStep[];
  /** The record that the request changes, if requests must change it one at a time. */
  readonly record: string | undefined;
  /** The losses of this request that are known before the first call. */
  readonly lossy: readonly ShownLoss[];
}

/**
 * Decides whether the request can be served, before anything is sent.
 *
 * @throws GatewayError `gone`, `switched-off`, `lossy-refused`
 */
export function planCalls(
  match: Match,
  input: Input,
  deps: { caller: Caller; settings: PlanSettings },
): Plan {
  const { route, slots } = match;
  const { caller, settings } = deps;
  refuseUnserved(route, settings.switches);
  const asker = askerOf(caller);
  const given: Given = {
    slots,
    query: input.query,
    body: input.body,
    caller: asker,
    cursor: caller.cursor,
  };
  const context = { settings: settings.map, caller: asker };
  const computes = leadingComputes(route.steps);
  const computed = compute(computes, given, context);
  const scope = scopeOf(given, computed.answers);
  const lossy = lossesOf(route, 'request', { scope, context });
  if (settings.lossy === 'strict' && lossy.length > 0) throw lossRefused(lossy);
  return {
    route,
    given,
    context,
    computed,
    steps: route.steps.slice(computes.length),
    record: changedRecord(match),
    lossy,
  };
}

/**
 * Fields are listed, not spread: on Node 20 an object that is spread and then extended gets a hidden class of its
 * own, one for each request, and these are collected late.
 */
export function scopeOf({ slots, query, body, caller, cursor }: Given, answers: Scope['answers']): Scope {
  return { slots, query, body, caller, cursor, answers };
}

function askerOf({ clientId, kind, guessed, bearer, standIn, userId }: Caller): Asker {
  return {
    client_id: clientId,
    kind,
    guessed,
    upstream_id: bearer?.clientId,
    stand_in: standIn,
    user_id: userId,
  };
}

function compute(
  steps: ReturnType<typeof leadingComputes<RouteStep>>,
  given: Given,
  context: ReshapeContext,
): Plan['computed'] {
  const answers: Record<string, unknown> = {};
  const scope = scopeOf(given, answers);
  let last: unknown;
  for (const step of steps) {
    if (!isMet(step, scope)) continue;
    last = step.run(step.input(scope), context);
    if (step.as !== undefined) answers[step.as] = last;
  }
  return { answers, last };
}

function lossRefused(losses: readonly ShownLoss[]): GatewayError {
  return new GatewayError('lossy-refused', {
    message: losses.map(({ id, why }) => `${id}: ${why}`).join(' '),
  });
}
