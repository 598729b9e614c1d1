import type { ErrorTable } from '../errors/error-table.js';
import type { RouteIndex } from '../map/route.js';
import type { Caller } from '../tokens/caller.js';
import type { Tokens } from '../tokens/tokens.js';
import type { Upstream } from '../upstream/exchange.js';
import type { LookupCache } from '../upstream/lookup-cache.js';
import { authenticate } from './authenticate.js';
import type { ReplyOutcome, V1Reply, V1Request } from './exchange.js';
import { execute } from './execute.js';
import { fail } from './fail.js';
import { confirmLink } from './hold-write.js';
import { asScript, readScript, type Script } from './jsonp.js';
import { admit, match } from './match.js';
import { nextLink } from './next-link.js';
import { planCalls, type Plan, type PlanSettings } from './plan.js';
import { reshape } from './reshape.js';
import { validate } from './validate.js';

export interface PipelineDeps {
  readonly tokens: Tokens;
  readonly routes: RouteIndex;
  readonly upstream: Upstream;
  /** Names of that upstream's tenant. */
  readonly lookups: LookupCache;
  readonly errors: ErrorTable;
  readonly settings: PlanSettings;
}

/**
 * The street: one v1 request in, one v1 reply out. It never throws; whatever is thrown below becomes a reply
 * that a legacy client survives.
 */
export async function answerV1(request: V1Request, deps: PipelineDeps): Promise<V1Reply> {
  const seen: Seen = { calls: 0 };
  const reply = await answer(request, deps, seen);
  return seen.script === undefined ? reply : asScript(reply, seen.script);
}

async function answer(request: V1Request, deps: PipelineDeps, seen: Seen): Promise<V1Reply> {
  try {
    const found = match(request, deps.routes);
    seen.script = readScript(request, found.route);
    const caller = (seen.caller = await authenticate(request, deps.tokens));
    admit(caller, found);
    seen.route = found.route.id;
    const input = validate(request, found.route);
    const plan = (seen.plan = planCalls(found, input, { caller, settings: deps.settings }));
    const executed = await execute(plan, {
      caller,
      upstream: deps.upstream,
      lookups: deps.lookups,
      errors: deps.errors,
      signal: request.signal,
      hold: (held) => confirmLink(held, { origin: request.origin, caller, tokens: deps.tokens }),
      onCall: () => (seen.calls += 1),
    });
    const { status, body, next } = reshape(plan, executed);
    const link =
      next === undefined ? {} : { Link: await nextLink(request, next, { caller, tokens: deps.tokens }) };
    return {
      status,
      body,
      headers: { ...lossHeader(plan, deps.settings), ...link },
      outcome: outcomeOf(seen),
    };
  } catch (error) {
    return fail(error, deps.errors, outcomeOf(seen));
  }
}

/** What is known of a request so far, for the log of the one that fails half-way. */
interface Seen {
  caller?: Caller;
  route?: string;
  plan?: Plan;
  script?: Script | undefined;
  calls: number;
}

function outcomeOf({ caller, route, plan, calls }: Seen): ReplyOutcome {
  return {
    route,
    caller: caller === undefined ? undefined : { kind: caller.kind, clientId: caller.clientId },
    calls,
    lossy: plan?.lossy ?? [],
  };
}

function lossHeader(plan: Plan, settings: PlanSettings): Record<string, string> {
  if (plan.lossy.length === 0 || settings.lossy === 'silent') return {};
  return { 'X-Holdover-Lossy': plan.lossy.join(' ') };
}
