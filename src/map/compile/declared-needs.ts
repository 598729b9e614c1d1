import type { CallShape, RouteStep, ScopeNeed, ScopeNeeds } from '../route.js';
import { needsOfStep } from '../run/scope-needs.js';
import { scopesIn } from '../scope-set.js';

/** What a call needs of the token that goes with it; undefined for nothing, or where it is not the caller's token. */
export function needOf({
  method,
  template,
  scopes,
  bearer,
}: Pick<CallShape, 'method' | 'template' | 'scopes' | 'bearer'>): ScopeNeed | undefined {
  if (bearer !== 'caller' || scopes.length === 0) return undefined;
  return { call: `${method} ${template}`, sets: scopes.map(scopesIn) };
}

export function needsOf(steps: readonly RouteStep[]): ScopeNeeds {
  const always = steps.filter(({ when }) => when === undefined);
  const sometimes = steps.filter(({ when }) => when !== undefined);
  const instead = steps.flatMap((step) => (step.kind === 'call' ? (step.absent?.need ?? []) : []));
  return {
    always: always.flatMap(needsOfStep),
    sometimes: [...sometimes.flatMap(needsOfStep), ...instead],
  };
}
