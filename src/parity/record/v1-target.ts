import type { LoadedMap } from '../../map/load-map.js';
import { splitTarget } from '../../syntax/split-target.js';
import { methodFormat } from '../recording.js';

/**
 * Path and query of a v1 URL or target. Undefined if it is not v1's, or if a recording cannot hold its method: v1
 * had no such method, and one such line would make the file unreadable.
 */
export function v1Target(map: Pick<LoadedMap, 'index'>, method: string, url: string): string | undefined {
  const target = url.replace(/^https?:\/\/[^/?#]*/i, '').replace(/#.*$/s, '');
  const { path, query } = splitTarget(target);
  if (!path.startsWith('/') || !methodFormat.test(method)) return undefined;
  try {
    return map.index.find(method, path, query).kind === 'not-v1' ? undefined : target;
  } catch {
    // A v1 path with invalid percent-encoding: v1 answered this too.
    return target;
  }
}
