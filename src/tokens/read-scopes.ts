import type { Jwt } from './jwt.js';

/** The scopes of an OAuth `scope` (RFC 6749 section 3.3); undefined where there is none to read. */
export function readScopes(scope: unknown): ReadonlySet<string> | undefined {
  return typeof scope === 'string' ? new Set(scope.split(' ').filter(Boolean)) : undefined;
}

/** The scopes that a v2 token claims, as it does today, or as in 2015 by `{ users: { actions: ['read'] } }`. */
export function scopesOf({ scope, scopes }: Jwt['payload']): ReadonlySet<string> | undefined {
  const today = readScopes(scope);
  if (today !== undefined || scopes === undefined) return today;
  const pairs = Object.entries(scopes).flatMap(([resource, { actions }]) =>
    actions.map((action) => `${action}:${resource}`),
  );
  return new Set(pairs);
}
