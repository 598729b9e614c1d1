import { GatewayError } from '../errors/gateway-error.js';
import type { CallShape, CallStep, Scope, SweepStep } from '../map/route.js';
import { bearerOf, requestOf, send, withBody, withCredentials } from './call-v2.js';
import { checkScopes } from './check-scopes.js';
import { sweep } from './lists/sweep.js';
import { isSame } from './look-up.js';
import { isNotFound, keyedList, pickFound, piecesOf, readable } from './read-step.js';
import { hasWritten } from './refusals/half-done.js';
import type { Walk } from './walk.js';

/** Makes the step's write, and keeps in `progress` how far it has come. */
export async function writeStep(step: CallStep, walk: Walk): Promise<unknown> {
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
      // A login leaves nothing that anybody could look for.
      if (shape.answers !== 'tokens') walk.onWrite();
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
export function sweepStep(step: SweepStep, scope: Scope, walk: Walk): Promise<number> {
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
