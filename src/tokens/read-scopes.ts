import type { Jwt } from './jwt.js';

/** Reads an OAuth `scope` (RFC 6749 section 3.3); undefined where it is no string. */
export function readScopes(scope: unknown): ReadonlySet<string> | undefined {
  return typeof scope === 'string' ? new Set(scope.split(' ').filter(Boolean)) : undefined;
}

/** The scopes that a v2 token claims: in `scope` today, in 2015 as `scopes: { users: { actions: ['read'] } }`. */
export function scopesOf({ scope, scopes }: Jwt['payload']): ReadonlySet<string> | undefined {
  const today = readScopes(scope);
  if (today !== undefined || scopes === undefined) return today;
  const pairs = Object.entries(scopes).flatMap(([resource, { actions }]) =>
    actions.map((action) => `${action}:${resource}`),
  );
  return new Set(pairs);
}
