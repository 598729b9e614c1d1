import { isMet } from '../map/run/is-there.js';
import type { CallStep, RouteStep } from '../map/route.js';
import { checkScopes, needsAhead } from './check-scopes.js';
import { heldWrite } from './hold-write.js';
import { lookUpAgain, lookUpStep, mayHaveMoved } from './look-up-step.js';
import type { Plan } from './plan.js';
import { collectStep, readStep } from './read-step.js';
import { halfDone } from './refusals/half-done.js';
import { refusalForV1, refusalOfCall } from './refusals/refusal.js';
import { openWalk, type ExecuteDeps, type Walk } from './walk.js';
import { sweepStep, writeStep } from './write-step.js';

/** The answers of all steps by name, and the last answer, which a bare `reply: name` reshapes. */
export interface Executed {
  readonly answers: Readonly<Record<string, unknown>>;
  readonly last: unknown;
  /** The only answer was not decoded. */
  readonly isomorphic: boolean;
}

/**
 * Runs the plan's steps in order: reads first, the write last (the map's loader checks this). After a 404 the names
 * are looked up once more. If one of them now means another record, the steps run once more.
 *
 * @throws GatewayError `scope-missing`, `step-missing`, `credentials-missing`, and all that `Upstream.send` throws
 */
export async function execute(plan: Plan, deps: ExecuteDeps): Promise<Executed> {
  let walk = openWalk(plan, deps);
  try {
    await checkScopes(plan.route.needs.always, walk);
    try {
      return await walkSteps(walk);
    } catch (error) {
      const known = mayHaveMoved(error, walk) ? await lookUpAgain(walk) : undefined;
      if (known === undefined) throw error;
      walk = openWalk(plan, deps, known);
      return await walkSteps(walk);
    }
  } catch (error) {
    const { scope, progress } = walk;
    const refusal = refusalForV1(error, plan, deps.errors);
    throw halfDone(refusal, { steps: plan.steps, scope, progress }, deps.errors);
  }
}

async function walkSteps(walk: Walk): Promise<Executed> {
  const { answers, scope } = walk;
  const { computed, steps } = walk.plan;
  let { last } = computed;
  for (const [n, step] of steps.entries()) {
    if (!isMet(step, scope)) continue;
    // Scopes of later steps that are known to run are checked now, so that no foreseeable refusal follows a write.
    const ahead = step.kind === 'compute' ? [] : needsAhead(walk.plan, n, scope);
    if (ahead.length > 0) await checkScopes(ahead, walk);
    last = await perform(step, walk);
    if (step.as !== undefined) answers[step.as] = last;
  }
  return { answers, last, isomorphic: walk.isomorphic };
}

function perform(step: RouteStep, walk: Walk): unknown {
  const { scope } = walk;
  switch (step.kind) {
    case 'compute':
      return step.run(step.input(scope), walk.plan.context);
    case 'call':
      return callStep(step, walk);
    case 'collect':
      return collectStep(step, scope, walk);
    case 'lookup':
      return lookUpStep(step, scope, walk);
    case 'confirm':
      return walk.hold(heldWrite(step, scope));
    case 'sweep':
      return sweepStep(step, scope, walk);
  }
}

function callStep(step: CallStep, walk: Walk): Promise<unknown> {
  const made = step.method === 'GET' ? readStep(step, walk.scope, walk) : writeStep(step, walk);
  if (step.errors.size === 0) return made;
  return made.catch((error: unknown) => {
    throw refusalOfCall(error, step);
  });
}
