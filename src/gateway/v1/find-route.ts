import type { MatchResult } from '../../map/match/matched.js';
import type { splitTarget } from '../../syntax/split-target.js';
import type { Street } from '../street.js';

/**
 * Finds the entry of a request. Returns an error instead of throwing it: v1 has its own answer to an unreadable path.
 */
export function findRoute(
  method: string | undefined,
  { path, query }: ReturnType<typeof splitTarget>,
  { routes }: Pick<Street, 'routes'>,
): MatchResult | Error {
  try {
    return routes.find(routeMethod(method), path, query);
  } catch (error) {
    return error as Error;
  }
}

/** HEAD is GET without the body, RFC 9110 section 9.3.2. */
export function routeMethod(method = ''): string {
  return method === 'HEAD' ? 'GET' : method;
}
