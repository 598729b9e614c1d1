import { createLocalState } from '../../state/local-state.js';
import type { SharedState } from '../../state/shared-state.js';
import { statePrefix } from './state-prefix.js';
import type { Run } from '../run.js';

/** State shared with other processes: through Redis, through the primary, or with none. */
export async function openState({
  config,
  around,
  log,
  primary,
}: Pick<Run, 'config' | 'around' | 'log' | 'primary'>): Promise<SharedState> {
  if (config.redisUrl === undefined) {
    if (primary === undefined) return createLocalState();
    const { createWorkerState } = await import('../../state/workers/worker-state.js');
    return createWorkerState(primary);
  }
  // Loaded on demand: the Redis client costs a third of a second and 18 MB.
  const { createRedisState } = await import('../../state/redis/redis-state.js');
  return createRedisState({
    url: config.redisUrl,
    prefix: statePrefix(around.issuer),
    onAway: (reason) => {
      log.warn('Redis is away: this process goes on with what it knows', { reason });
    },
    onBack: () => {
      log.info('Redis is back, and everything is read again');
    },
    onRefusing: (reason) => {
      log.error('Redis refuses claims: requests that need one are refused with 503', { reason });
    },
    onTaking: () => {
      log.info('Redis takes claims again');
    },
  });
}
