import { leadingComputes } from '../run/leading-computes.js';
import type { Reshape, Route } from '../route.js';

/**
 * Whether an answer of v2's need not be decoded, where one call is all that a route makes, and what comes back goes
 * through functions that copy text and through nothing else: the answer is theirs to judge.
 *
 * @returns undefined where somebody may read it: a later step, a path, a condition, a function that does not say
 */
export function copiesTextOf({
  steps,
  reply,
  lossy,
  jsonp,
}: Pick<Route, 'steps' | 'reply' | 'lossy' | 'jsonp'>): Reshape['copiesText'] {
  const call = steps.at(-1);
  if (call?.kind !== 'call' || leadingComputes(steps).length < steps.length - 1) return undefined;
  if (call.follow || (call.find ?? call.absent ?? call.otherwise ?? call.chunk) !== undefined)
    return undefined;
  // A script is no JSON: some letters are escaped in it.
  if (jsonp !== undefined) return undefined;
  if (reply.body.kind !== 'one' && reply.body.kind !== 'text') return undefined;
  const readers = lossy.flatMap(({ knownBy, shows }) =>
    knownBy === 'answer' && shows !== undefined ? [shows] : [],
  );
  if (reply.body.kind === 'one') readers.push(reply.body.run);
  const conditions = [...new Set(readers.map(({ copiesText }) => copiesText))];
  if (conditions.includes(undefined)) return undefined;
  return (answer) => conditions.every((copiesText) => copiesText?.(answer));
}
