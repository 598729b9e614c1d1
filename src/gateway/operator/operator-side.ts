import type { Server } from 'node:http';
import { watchLoopLag } from '../../observe/metrics/loop-lag.js';
import type { MeasuredNow, MetricFamilies, Metrics } from '../../observe/metrics/metrics.js';
import type { Standing } from '../../state/shared-state.js';
import { overloadWindowMs, type Overload } from '../limits/overload.js';
import type { CurrentStreet } from '../street.js';
import type { Traffic } from '../traffic.js';
import type { OperatingState, OperationsDeps } from './operations.js';
import { operatorsServer } from './operators-server.js';
import { createTokenProof } from './token-proof.js';

export interface OperatorSideDeps extends Omit<OperationsDeps, 'street' | 'state' | 'metrics'> {
  readonly metrics: Pick<Metrics, 'print' | 'families'>;
  readonly sharedState: () => Standing;
  /** Gets a v2 token with the service credentials as they are now; undefined without them. */
  readonly obtainToken: (() => Promise<unknown>) | undefined;
}

export interface OperatorSide {
  readonly admin: Server;
  /** The state that the operator's probes report. */
  readonly state: () => OperatingState;
  /** All metrics of this process. */
  readonly families: () => Promise<MetricFamilies>;
  /** Call once the ports are open. */
  readonly nowListening: () => void;
  /** Call after the service credentials have changed. */
  readonly proveCredentials: () => void;
  readonly stop: () => void;
}

/** The operator's server, and the state and metrics that it reports. */
export function operatorSide(
  deps: OperatorSideDeps,
  {
    street,
    traffic,
    overload,
  }: { street: CurrentStreet; traffic: Traffic; overload: Pick<Overload, 'observe'> },
): OperatorSide {
  const proof = createTokenProof(deps.obtainToken);
  let listening = false;
  const state = (): OperatingState => ({
    listening,
    draining: traffic.draining,
    upstreamToken: proof.state(),
    sharedState: deps.sharedState(),
  });
  const lag = watchLoopLag(overloadWindowMs, (lagMs) => {
    overload.observe(lagMs);
  });
  const measured = (): MeasuredNow => ({
    inFlight: traffic.inFlight,
    loopLagMs: lag.latestMs,
    sharedState: deps.sharedState(),
  });
  return {
    admin: operatorsServer({ ...deps, state, street, metrics: () => deps.metrics.print(measured()) }),
    state,
    families: () => deps.metrics.families(measured()),
    nowListening: () => {
      listening = true;
      proof.state();
    },
    proveCredentials: () => {
      proof.renew();
    },
    stop: () => {
      lag.stop();
    },
  };
}
