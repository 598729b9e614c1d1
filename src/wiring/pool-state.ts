import type { OperatingState } from '../gateway/operator/operations.js';
import type { Standing } from '../state/shared-state.js';

export interface CrewNow {
  /** It has served in full strength. */
  readonly started: boolean;
  readonly draining: boolean;
  readonly size: number;
  readonly states: readonly OperatingState[];
}

/** How it is with all: ready where one is, because what one cannot serve another can; the worst of what they share. */
export function poolState({ started, draining, size, states }: CrewNow): OperatingState {
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
