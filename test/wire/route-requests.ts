import { routeReplies, type RouteReply } from './route-replies.js';
import { there } from './route-tenant.js';

export type RouteRequest = Pick<RouteReply, 'caller' | 'slots' | 'query' | 'body'>;

/** A line that is gone has no reply, and so no request of its own. */
export function requestFor(line: string): RouteRequest {
  return routeReplies[line] ?? { caller: 'global', body: {} };
}

/** The line with its slots filled. A line with a required query key is asked for with that key. */
export function targetOf(
  line: string,
  { slots, query = '' }: RouteRequest,
): { method: string; path: string; query: string } {
  const [method = '', template = ''] = line.split(' ');
  const [path = '', keys] = template.split('?');
  const values = { ...there, ...slots };
  if (keys !== undefined && !new URLSearchParams(query).has(keys))
    throw new Error(`${line} asks for ${keys}`);
  const filled = path.replaceAll(/\{([\w-]+)\}/g, (_, slot: string) => {
    const value = values[slot];
    if (value === undefined) throw new Error(`${line}: no value for {${slot}}`);
    return encodeURIComponent(value);
  });
  return { method, path: filled, query };
}
