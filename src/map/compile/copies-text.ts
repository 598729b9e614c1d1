import { leadingComputes } from '../run/leading-computes.js';
import type { ComputeStep, Reshape, Route, RouteStep } from '../route.js';

type Parts = Pick<Route, 'steps' | 'reply' | 'lossy' | 'jsonp'>;

/**
 * Whether v2's answer may stay undecoded: the route makes one call, and all functions that see its answer only copy
 * text. Each function then decides for the answer at hand whether it has to read beyond ASCII.
 *
 * @returns undefined if the answer may be read elsewhere: by a later step, in a path or condition, or by a function
 *   without `copiesText`
 */
export function copiesTextOf(parts: Parts): Reshape['copiesText'] {
  const { steps, reply } = parts;
  const call = steps.at(-1);
  if (call?.kind !== 'call' || leadingComputes(steps).length < steps.length - 1) return undefined;
  if (call.follow || (call.find ?? call.absent ?? call.otherwise ?? call.chunk) !== undefined)
    return undefined;
  if (reply.body.kind !== 'one' && reply.body.kind !== 'text') return undefined;
  return judgeOf(readersOf(parts));
}

/**
 * The same for the items of a collected list, if no other call was made. The items go through one function that puts
 * the list together, and then through the reply's function one by one.
 */
export function copiesItemsOf(parts: Parts): Route['copiesItems'] {
  const { steps, reply } = parts;
  const at = steps.findIndex(({ kind }) => kind === 'collect');
  const [list, put, ...more] = steps.slice(at);
  if (list?.kind !== 'collect' || list.as === undefined || put?.kind !== 'compute' || more.length > 0)
    return undefined;
  if (reply.body.kind !== 'each') return undefined;
  const { as } = list;
  const judge = judgeOf(readersOf(parts));
  const judgePut = judgeOf([put.run]);
  if (judge === undefined || judgePut === undefined) return undefined;
  const asked = namesOfAsked(steps.slice(0, at));
  return (items, scope) => {
    if (asked.some((name) => scope.answers[name] !== undefined)) return false;
    const answers = { ...scope.answers, [as]: { items, next: undefined } };
    return judge(items) && judgePut(put.input({ ...scope, answers }));
  };
}

function namesOfAsked(steps: readonly RouteStep[]): string[] {
  const isAsked = (step: RouteStep): step is Exclude<RouteStep, ComputeStep> => step.kind !== 'compute';
  return steps.filter(isAsked).flatMap(({ as }) => as ?? []);
}

/** The functions that see the answer, or its items, at the end; undefined if that is not known. */
function readersOf({ reply, lossy, jsonp }: Parts): Reshape[] | undefined {
  // A script escapes some characters, so that it cannot be copied undecoded.
  if (jsonp !== undefined) return undefined;
  const readers = lossy.flatMap(({ knownBy, shows }) =>
    knownBy === 'answer' && shows !== undefined ? [shows] : [],
  );
  return 'run' in reply.body ? [...readers, reply.body.run] : readers;
}

/** The condition under which all functions only copy; undefined if one of them has none. */
function judgeOf(readers: readonly Reshape[] | undefined): Reshape['copiesText'] {
  const conditions = [...new Set(readers?.map(({ copiesText }) => copiesText))];
  if (readers === undefined || conditions.includes(undefined)) return undefined;
  return (answer) => conditions.every((copiesText) => copiesText?.(answer));
}
