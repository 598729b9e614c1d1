import type { IncomingMessage } from 'node:http';
import type { MatchResult } from '../../map/match/matched.js';
import type { V1Reply } from '../../pipeline/exchange.js';
import { told } from '../../pipeline/refusals/told.js';
import { splitTarget } from '../../syntax/split-target.js';
import type { Street } from '../street.js';

/** What a request means to the map. An error is an answer here: v1 has its own to a path that cannot be read. */
export function findRoute(
  { method, url = '' }: Pick<IncomingMessage, 'method' | 'url'>,
  { routes }: Pick<Street, 'routes'>,
): MatchResult | Error {
  const { path, query } = splitTarget(url);
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

/** A reply from outside of the pipeline, with the status that clients of the entry take for what it is. */
export function toldOf(reply: V1Reply, found: MatchResult | Error): V1Reply {
  return found instanceof Error || found.kind !== 'match' ? reply : told(reply, found.match.route);
}
