import type { LoadedMap } from '../../map/load-map.js';
import { splitTarget } from '../../syntax/split-target.js';
import { methodFormat } from '../recording.js';

/**
 * Path and query of a URL, or of a target as it is, if it is one of v1's; undefined: it is not, or it is asked by a
 * method that a recording has no place for: v1 had none such, and one line of it would make the file unreadable.
 */
export function v1Target(map: Pick<LoadedMap, 'index'>, method: string, url: string): string | undefined {
  const target = url.replace(/^https?:\/\/[^/?#]*/i, '').replace(/#.*$/s, '');
  const { path, query } = splitTarget(target);
  if (!path.startsWith('/') || !methodFormat.test(method)) return undefined;
  try {
    return map.index.find(method, path, query).kind === 'not-v1' ? undefined : target;
  } catch {
    // v1's, with a percent-encoding that leads nowhere: v1 had an answer to that, too.
    return target;
  }
}
