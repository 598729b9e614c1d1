import { GatewayError } from '../errors/gateway-error.js';
import type { ErrorTable } from '../errors/error-table.js';
import type { CallShape, CallStep, CollectStep, LookupStep, RouteStep, Scope } from '../map/route.js';
import type { Caller } from '../tokens/caller.js';
import type { Cancellation } from '../upstream/cancellation.js';
import type { BearerSource, Upstream, UpstreamRequest } from '../upstream/exchange.js';
import { collectAfter } from './collect-after.js';
import { collect, upstreamCeiling, type Collected } from './collect.js';
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
      return lookUp(step, scope, deps);
  }
}

async function call(step: CallStep, scope: Scope, deps: ExecuteDeps): Promise<unknown> {
  try {
    return found(step, await sendShape(step, scope, deps), scope);
  } catch (error) {
    if (step.absent === undefined || !isNotFound(error)) throw error;
    return sendShape(step.absent, scope, deps);
  }
}

async function lookUp(
  { call: read, needs, allPages }: LookupStep,
  given: Scope,
  deps: ExecuteDeps,
): Promise<unknown> {
  // The look-up's own closures see what the step hands them as if it were the request's slots.
  const scope: Scope = { ...given, slots: needs(given) as Record<string, string> };
  if (!allPages) return call(read, scope, deps);
  const { items } = await sendPages(read, scope, { deps, page: 0, perPage: upstreamCeiling });
  return found(read, items, scope);
}

/** @throws GatewayError `step-missing` */
function found({ find, missing }: CallStep, answer: unknown, scope: Scope): unknown {
  if (find === undefined) return answer;
  const item = find(answer, scope);
  if (item === undefined)
    throw new GatewayError('step-missing', missing === undefined ? {} : { row: missing });
  return item;
}

function isNotFound(error: unknown): boolean {
  return (
    error instanceof GatewayError && error.code === 'upstream-refused' && error.details.upstreamStatus === 404
  );
}

function collectAll(
  step: CollectStep,
  scope: Scope,
  deps: ExecuteDeps,
): Promise<Collected | readonly unknown[]> {
  const { range } = step;
  if (range.by === 'page') {
    return sendPages(step, scope, {
      deps,
      page: Number(range.page(scope)),
      perPage: Number(range.perPage(scope)),
    });
  }
  const from = range.from(scope);
  const wanted = { from: typeof from === 'string' ? from : undefined, take: Number(range.take(scope)) };
  return collectAfter(wanted, askOf(step, scope, deps));
}

function sendPages(
  shape: CallShape,
  scope: Scope,
  { deps, page, perPage }: { deps: ExecuteDeps; page: number; perPage: number },
): Promise<Collected> {
  return collect({ page, perPage }, askOf(shape, scope, deps));
}

/** One call of a list with these paging parameters. */
function askOf(
  shape: CallShape,
  scope: Scope,
  deps: ExecuteDeps,
): (paging: [string, string][]) => Promise<unknown> {
  const request = requestOf(shape, scope);
  const bearer = bearerOf(shape, scope, deps.caller);
  return (paging) => send({ ...request, query: [...(request.query ?? []), ...paging] }, bearer, deps);
}

function sendShape(shape: CallShape, scope: Scope, deps: ExecuteDeps): Promise<unknown> {
  return send(requestOf(shape, scope), bearerOf(shape, scope, deps.caller), deps);
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
