import { GatewayError } from '../errors/gateway-error.js';
import type { ErrorTable } from '../errors/error-table.js';
import type { CallShape, CallStep, CollectStep, RouteStep, Scope } from '../map/route.js';
import type { Caller } from '../tokens/caller.js';
import type { Cancellation } from '../upstream/cancellation.js';
import type { BearerSource, Upstream, UpstreamRequest } from '../upstream/exchange.js';
import { collect, type Collected } from './collect.js';
import { follow } from './follow.js';
import type { Plan } from './plan.js';
import { refusalForV1 } from './refusal.js';

export interface ExecuteDeps {
  readonly upstream: Upstream;
  readonly caller: Caller;
  readonly errors: ErrorTable;
  readonly signal: Cancellation;
  /** Counts the v2 calls of this request, also when one fails. */
  readonly onCall: () => void;
}

/** The answers of all steps by name, and the last one, which a bare `reply: name` reshapes. */
export interface Executed {
  readonly answers: Readonly<Record<string, unknown>>;
  readonly last: unknown;
}

/**
 * Walks the plan's steps in order: reads first, the write last (the map's loader has checked that).
 *
 * @throws GatewayError `step-missing`, `credentials-missing`, and all that `Upstream.send` throws
 */
export async function execute(plan: Plan, deps: ExecuteDeps): Promise<Executed> {
  const answers: Record<string, unknown> = {};
  const { slots, query, body, caller } = plan.given;
  const scope: Scope = { slots, query, body, caller, answers };
  let last: unknown;
  for (const step of plan.route.steps) {
    try {
      last = await perform(step, scope, { ...deps, plan });
    } catch (error) {
      throw refusalForV1(error, plan, deps.errors);
    }
    if (step.as !== undefined) answers[step.as] = last;
  }
  return { answers, last };
}

function perform(step: RouteStep, scope: Scope, deps: ExecuteDeps & { plan: Plan }): unknown {
  switch (step.kind) {
    case 'compute':
      return step.run(step.input(scope), deps.plan.context);
    case 'call':
      return call(step, scope, deps);
    case 'collect':
      return collectAll(step, scope, deps);
    case 'lookup':
      // The look-up's own closures see what the step hands them as if it were the request's slots.
      return call(step.call, { ...scope, slots: step.needs(scope) as Record<string, string> }, deps);
  }
}

async function call(step: CallStep, scope: Scope, deps: ExecuteDeps): Promise<unknown> {
  const request = requestOf(step, scope);
  const bearer = bearerOf(step, scope, deps.caller);
  const ask = (more: [string, string][]): Promise<unknown> =>
    send({ ...request, query: [...(request.query ?? []), ...more] }, bearer, deps);
  const answer = step.follow ? await follow(ask) : await ask([]);
  if (step.find === undefined) return answer;
  const found = step.find(answer, scope);
  if (found === undefined)
    throw new GatewayError('step-missing', step.missing === undefined ? {} : { row: step.missing });
  return found;
}

function collectAll(step: CollectStep, scope: Scope, deps: ExecuteDeps): Promise<Collected> {
  const request = requestOf(step, scope);
  const bearer = bearerOf(step, scope, deps.caller);
  return collect({ page: Number(step.page(scope)), perPage: Number(step.perPage(scope)) }, (paging) =>
    send({ ...request, query: [...(request.query ?? []), ...paging] }, bearer, deps),
  );
}

function requestOf(shape: CallShape, scope: Scope): UpstreamRequest {
  return {
    method: shape.method,
    path: shape.path(scope),
    query: shape.query(scope),
    ...(shape.body === undefined ? {} : { body: shape.body(scope) }),
  };
}

async function send(
  request: UpstreamRequest,
  bearer: BearerSource | undefined,
  deps: ExecuteDeps,
): Promise<unknown> {
  deps.onCall();
  const answer = await deps.upstream.send(request, bearer, deps.signal);
  return answer.body;
}

function bearerOf({ bearer }: CallShape, scope: Scope, caller: Caller): BearerSource | undefined {
  if (bearer === 'none') return undefined;
  if (bearer !== 'caller') return fixedBearer(String(bearer(scope)));
  if (caller.bearer === undefined) {
    throw new GatewayError('credentials-missing', {
      message:
        'This call carries no v1 token, and holdover has no service credentials of its own to make it.',
    });
  }
  return caller.bearer;
}

/** A token that the client sent itself: it cannot be renewed. */
function fixedBearer(token: string): BearerSource {
  return {
    current: () => Promise.resolve(token),
    renew: () => Promise.resolve(token),
  };
}
