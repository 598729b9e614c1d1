import type { Config } from '../config/config.js';
import type { LoadedMap } from '../map/load-map.js';
import type { Logger } from '../observe/log/logger.js';
import type { Channel } from '../state/workers/rpc.js';
import type { Surroundings } from './configured/surroundings.js';

/** What a gateway is started with. */
export interface Run {
  readonly config: Config;
  readonly map: LoadedMap;
  readonly around: Surroundings;
  readonly log: Logger;
  /** Milliseconds since the epoch, for brownouts. Default: the system's clock. */
  readonly now?: () => number;
  /** Channel to the primary; undefined in a single process and in the primary. */
  readonly primary?: Channel;
}

/** What a reload replaces. */
export type Current = Pick<Run, 'config' | 'map' | 'around'>;

/** Whether others serve the same tenant beside this process. */
export function isOneOfSeveral({ redisUrl, workers }: Pick<Config, 'redisUrl' | 'workers'>): boolean {
  return redisUrl !== undefined || workers > 1;
}
