import type { LookupStep, Scope } from '../map/route.js';
import { isSame, lookUp, type LookUp } from './look-up.js';
import { isNotFound, readAllPages, readStep } from './read-step.js';
import { hasWritten } from './refusals/half-done.js';
import type { Walk } from './walk.js';

/** Finds the record of the step; in a second run, that is the one which was looked up again. */
export async function lookUpStep(step: LookupStep, scope: Scope, walk: Walk): Promise<unknown> {
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
export function mayHaveMoved(error: unknown, { lookedUp, progress, writing }: Walk): boolean {
  return isNotFound(error) && !hasWritten(progress) && lookedUp.some(({ fromCache }) => fromCache || writing);
}

/** @returns undefined when every name still means the same record: then the 404 stands */
export async function lookUpAgain({ lookedUp, lookups }: Walk): Promise<Walk['known'] | undefined> {
  const known = new Map<LookupStep, unknown>();
  let moved = false;
  for (const before of lookedUp) {
    const { record } = await lookUp(before.lookUp, lookups, true);
    known.set(before.lookUp.step, record);
    if (!isSame(record, before.record)) moved = true;
  }
  return moved ? known : undefined;
}
