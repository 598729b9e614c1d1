import type { ErrorTable } from '../errors/error-table.js';
import { GatewayError } from '../errors/gateway-error.js';
import type { TraceContext } from '../observe/trace-context.js';
import { isThere } from '../map/run/is-there.js';
import type { CallShape, CallStep, LookupStep, Route, RouteStep, Scope, SweepStep } from '../map/route.js';
import type { Caller } from '../tokens/caller.js';
import type { HeldWrite } from '../tokens/claims.js';
import type { Cancellation } from '../upstream/cancellation.js';
import type { Upstream } from '../upstream/exchange.js';
import type { LookupCache } from '../upstream/lookups/lookup-cache.js';
import { bearerOf, requestOf, send, withBody, withCredentials } from './call-v2.js';
import { checkScopes, needsAhead } from './check-scopes.js';
import { halfDone, hasWritten, noProgress, type WriteProgress } from './refusals/half-done.js';
import { heldWrite } from './hold-write.js';
import { isSame, isWriting, lookUp, type LookUp } from './look-up.js';
import {
  collectStep,
  isNotFound,
  keyedList,
  piecesOf,
  pickFound,
  readable,
  readAllPages,
  readStep,
} from './read-step.js';
import { scopeOf, type Plan } from './plan.js';
import { refusalForV1, refusalOfCall } from './refusals/refusal.js';
import { sweep } from './lists/sweep.js';

export interface ExecuteDeps {
  readonly upstream: Upstream;
  readonly lookups: LookupCache;
  readonly caller: Caller;
  readonly errors: ErrorTable;
  readonly signal: Cancellation;
  readonly trace: TraceContext | undefined;
  /** Seals a write into the link that makes it once it is confirmed. */
  readonly hold: (held: HeldWrite) => Promise<string>;
  /** Counts the v2 calls of this request, also when one fails. */
  readonly onCall: () => void;
  /** Called before each write. */
  readonly onWrite: () => void;
}

/** The answers of all steps by name, and the last answer, which a bare `reply: name` reshapes. */
export interface Executed {
  readonly answers: Readonly<Record<string, unknown>>;
  readonly last: unknown;
  /** The only answer was not decoded. */
  readonly isomorphic: boolean;
}

/** One run over the steps, and its state. */
interface Walk extends ExecuteDeps {
  readonly plan: Plan;
  readonly writing: boolean;
  readonly copiesText: Route['copiesText'];
  readonly copiesItems: Route['copiesItems'];
  isomorphic: boolean;
  /** In a second run: the records that were looked up again, by their step. */
  readonly known: ReadonlyMap<LookupStep, unknown>;
  readonly lookedUp: FoundByName[];
  readonly scope: Scope;
  readonly answers: Record<string, unknown>;
  readonly progress: WriteProgress;
  /** The answer to a write showed that a record which was looked up no longer has its name. */
  lost: boolean;
}

interface FoundByName {
  readonly lookUp: LookUp;
  readonly record: unknown;
  readonly fromCache: boolean;
  /** Whether the name still matches the record in its present state. */
  readonly fits: (record: unknown) => boolean;
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

const nothingKnown: Walk['known'] = new Map();

function openWalk(plan: Plan, deps: ExecuteDeps, known = nothingKnown): Walk {
  const { upstream, lookups, caller, errors, signal, trace, hold, onCall, onWrite } = deps;
  const answers = { ...plan.computed.answers };
  return {
    upstream,
    lookups,
    caller,
    errors,
    signal,
    trace,
    hold,
    onCall,
    onWrite,
    plan,
    writing: isWriting(plan.route),
    copiesText: plan.route.copiesText,
    copiesItems: plan.route.copiesItems,
    isomorphic: false,
    known,
    lookedUp: [],
    answers,
    scope: scopeOf(plan.given, answers),
    progress: noProgress(),
    lost: false,
  };
}

async function walkSteps(walk: Walk): Promise<Executed> {
  const { answers, scope } = walk;
  const { computed, steps } = walk.plan;
  let { last } = computed;
  for (const [n, step] of steps.entries()) {
    if (step.when !== undefined && !isThere(step.when(scope))) continue;
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

async function writeStep(step: CallStep, walk: Walk): Promise<unknown> {
  const { progress } = walk;
  Object.assign(progress, { underway: step, pieces: 0 });
  const answer = await writeOrAbsent(step, walk);
  Object.assign(progress, { underway: undefined, pieces: 0 });
  progress.made.push(step);
  return pickFound(step, answer, walk.scope);
}

/** A write that v2 answers with 404 has changed nothing, so that the `absent` call may be made instead. */
async function writeOrAbsent(step: CallStep, walk: Walk): Promise<unknown> {
  try {
    return await sendWrite(step, walk);
  } catch (error) {
    const { absent, answeredBy } = step;
    if (isAnswer(error, answeredBy)) return undefined;
    if (absent === undefined || hasWritten(walk.progress) || !isNotFound(error)) throw error;
    await checkScopes(absent.need === undefined ? [] : [absent.need], walk);
    return sendWrite({ ...absent, chunk: undefined }, walk);
  }
}

/** Whether v2's refusal is itself the answer that the step asked for (`answered-by`). */
function isAnswer(error: unknown, codes: ReadonlySet<string>): boolean {
  return (
    error instanceof GatewayError &&
    error.code === 'upstream-refused' &&
    codes.has(error.details.upstreamCode ?? '')
  );
}

/**
 * Makes the cache forget the path's names before and after each write. A request that looks a name up meanwhile gets
 * the old record and must not leave it in the cache.
 *
 * @throws GatewayError `name-lost` instead of a further write to a record that the last answer showed renamed
 */
async function sendWrite(shape: CallShape & Pick<CallStep, 'chunk'>, walk: Walk): Promise<unknown> {
  const request = withCredentials(requestOf(shape, walk.scope), shape, walk.caller);
  const bearer = bearerOf(shape, walk.scope, walk.caller);
  const { body } = request;
  const pieces = shape.chunk !== undefined && Array.isArray(body) ? piecesOf(body, shape.chunk) : [body];
  let answer: unknown;
  if (walk.lost) throw new GatewayError('name-lost');
  try {
    for (const piece of pieces) {
      walk.lookups.forget(request.path);
      walk.onWrite();
      answer = readable(await send(withBody(request, piece), bearer, walk), shape);
      walk.progress.pieces += 1;
    }
  } finally {
    walk.lookups.forget(request.path);
  }
  walk.lost = walk.lookedUp.some(({ record, fits }) => isSame(record, answer) && !fits(answer));
  return answer;
}

/** A write that v2 answers with 404 counts as done: the item is gone already. */
function sweepStep(step: SweepStep, scope: Scope, walk: Walk): Promise<number> {
  const { each, key } = step;
  const writeOne = async (item: unknown): Promise<void> => {
    const inner = { ...scope, answers: { ...scope.answers, [each.as]: item } };
    try {
      await sendWrite({ ...each, chunk: undefined }, { ...walk, scope: inner });
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  };
  return sweep({ list: keyedList(step, key, { scope, deps: walk }), write: writeOne, signal: walk.signal });
}

async function lookUpStep(step: LookupStep, scope: Scope, walk: Walk): Promise<unknown> {
  const needs = step.needs(scope) as Record<string, unknown>;
  // The look-up's own closures read the step's inputs as `slots`.
  const inner: Scope = { ...scope, slots: needs as Record<string, string> };
  const question: LookUp = {
    step,
    needs,
    asker: walk.caller.bearer,
    writing: walk.writing,
    ask: () => (step.allPages ? readAllPages(step.call, inner, walk) : readStep(step.call, inner, walk)),
  };
  const { record, fromCache } = walk.known.has(step)
    ? { record: walk.known.get(step), fromCache: false }
    : await lookUp(question, walk.lookups);
  // A look-up with `keeps` yields only fields that never change, and nothing is written to its record.
  if (step.keeps !== undefined) return record;
  const { find: pick = () => true } = step.call;
  const fits = (now: unknown): boolean => pick([now], inner) !== undefined;
  walk.lookedUp.push({ lookUp: question, record, fromCache, fits });
  return record;
}

/**
 * A 404 may mean that a name now stands for another record. The steps are not repeated after a write that v2
 * accepted, nor in a read that has just looked up all its names.
 */
function mayHaveMoved(error: unknown, { lookedUp, progress, writing }: Walk): boolean {
  return isNotFound(error) && !hasWritten(progress) && lookedUp.some(({ fromCache }) => fromCache || writing);
}

/** @returns undefined when every name still means the same record: then the 404 stands */
async function lookUpAgain({ lookedUp, lookups }: Walk): Promise<Walk['known'] | undefined> {
  const known = new Map<LookupStep, unknown>();
  let moved = false;
  for (const before of lookedUp) {
    const { record } = await lookUp(before.lookUp, lookups, true);
    known.set(before.lookUp.step, record);
    if (!isSame(record, before.record)) moved = true;
  }
  return moved ? known : undefined;
}
