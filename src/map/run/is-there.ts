import type { RouteStep, Scope } from '../route.js';

/** Whether the value of a `when` is there. Absent, null, false and an empty list are not. */
export function isThere(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return value !== undefined && value !== null && value !== false;
}

/** Whether a step runs, by its `when`. */
export function isMet({ when }: Pick<RouteStep, 'when'>, scope: Scope): boolean {
  return when === undefined || isThere(when(scope));
}
