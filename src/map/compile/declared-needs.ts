import type { CallShape, RouteStep, ScopeNeed, ScopeNeeds } from '../route.js';
import { needsOfStep } from '../run/scope-needs.js';
import { scopesIn } from '../scope-set.js';

/** The scopes that a call needs; undefined if it needs none or does not send the caller's token. */
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
