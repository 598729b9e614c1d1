/** The scopes of an OAuth `scope` (RFC 6749 section 3.3); undefined where there is none to read. */
export function readScopes(scope: unknown): ReadonlySet<string> | undefined {
  return typeof scope === 'string' ? new Set(scope.split(' ').filter(Boolean)) : undefined;
}
