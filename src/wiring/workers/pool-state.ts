import type { OperatingState } from '../../gateway/operator/operations.js';
import type { Standing } from '../../state/shared-state.js';

export interface PoolNow {
  /** All workers have served at once since the start. */
  readonly started: boolean;
  readonly draining: boolean;
  readonly size: number;
  readonly states: readonly OperatingState[];
}

/**
 * Sums up the workers' states: the upstream token is ok where one worker has one, because another worker can serve
 * what one cannot; of the shared state the worst counts.
 */
export function poolState({ started, draining, size, states }: PoolNow): OperatingState {
  const worst: readonly Standing[] = ['refusing', 'away', 'ok'];
  const tokens = states.map(({ upstreamToken }) => upstreamToken);
  return {
    listening: started && states.length > 0,
    draining,
    upstreamToken: tokens.find((each) => each !== 'waiting') ?? 'waiting',
    sharedState: worst.find((each) => states.some(({ sharedState }) => sharedState === each)) ?? 'not used',
    workers: { serving: states.length, of: size },
  };
}
