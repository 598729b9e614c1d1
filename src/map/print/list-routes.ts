import { describeReply } from './describe-reply.js';
import type { CallShape, Loss, Route, RouteStep, V1Line } from '../route.js';
import { scopesToGrantFor } from '../scope-set.js';

/** A route as shown in a document. */
export interface ListedRoute {
  readonly id: string;
  readonly summary: string;
  readonly change: string;
  /** The v1 line and its other spellings. */
  readonly v1: readonly string[];
  readonly v2: readonly string[];
  /** One list per call that needs a scope. Any one of a list suffices. */
  readonly scopes: readonly (readonly string[])[];
  /** Status and body in words: `200 text OK`, `200 list of user-to-v1, with Link`. */
  readonly reply: string;
  readonly callers: readonly string[];
  readonly switch: string | undefined;
  readonly gone: string | undefined;
  /** The slot that names the record to be changed by one request at a time. */
  readonly oneAtATime: string | undefined;
  /** `HOLDOVER_LOSSY=strict` refuses losses known by the request; those known by the answer are only reported. */
  readonly lossy: readonly Pick<Loss, 'id' | 'why' | 'knownBy'>[];
}

export function listRoutes(routes: readonly Route[]): ListedRoute[] {
  return routes.map(listRoute);
}

export function listRoute(route: Route): ListedRoute {
  const calls = route.steps.flatMap(callsOf);
  const { status, from } = describeReply(route);
  return {
    id: route.id,
    summary: route.summary,
    change: route.change,
    v1: route.lines.map(lineText),
    v2: calls.map(({ method, template }) => `${method} ${template}`),
    scopes: distinct(calls.map(({ scopes }) => scopes).filter((scopes) => scopes.length > 0)),
    reply: `${status} ${from}`,
    callers: [...route.callers],
    switch: route.switch,
    gone: route.gone,
    oneAtATime: route.oneAtATime,
    lossy: lossesOnce(route),
  };
}

/** The scopes to grant for a whole map: the first alternative of each call. */
export function scopesToGrant(routes: readonly Route[]): string[] {
  return scopesToGrantFor(listRoutes(routes).flatMap(({ scopes }) => scopes)).sort();
}

/** A loss that is listed several times, for different callers, counts once. */
function lossesOnce({ lossy }: Route): ListedRoute['lossy'] {
  const first = lossy.filter(({ id }, n) => lossy.findIndex((loss) => loss.id === id) === n);
  return first.map(({ id, why, knownBy }) => ({ id, why, knownBy }));
}

function lineText({ method, path, requiredQuery }: V1Line): string {
  return requiredQuery.length === 0 ? `${method} ${path}` : `${method} ${path}?${requiredQuery.join('&')}`;
}

function callsOf(step: RouteStep): CallShape[] {
  if (step.kind === 'compute') return [];
  if (step.kind === 'lookup') return [step.call];
  if (step.kind === 'sweep') return [step, step.each];
  return step.kind === 'call' && step.absent !== undefined ? [step, step.absent] : [step];
}

function distinct(lists: readonly (readonly string[])[]): (readonly string[])[] {
  return [...new Map(lists.map((list) => [list.join(), list])).values()];
}
