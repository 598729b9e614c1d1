import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import { errorFields } from '../../observe/log/error-fields.js';
import type { Logger } from '../../observe/log/logger.js';
import type { Gateway } from '../gateway.js';

export interface LifecycleDeps {
  readonly gateway: Pick<Gateway, 'leave' | 'drain' | 'close'>;
  /** `process`, which emits SIGTERM, SIGINT and SIGHUP. */
  readonly signals: NodeJS.EventEmitter;
  readonly lameDuckMs: number;
  readonly drainMs: number;
  /** Reads the configuration and all files that it names again; all or nothing. */
  readonly reload: () => void | Promise<void>;
  /** Closes everything beside the gateway. */
  readonly release: () => Promise<void>;
  readonly log: Logger;
  readonly exit: (code: number) => void;
}

/**
 * SIGTERM and SIGINT: `/readyz` fails, load balancers get time to notice, then the ports close, requests in flight
 * finish and the process exits with 0. It exits with 1 if the deadline cut a request, or at a second signal. SIGHUP
 * reads configuration, clients, certificate and map again, and keeps the old ones if any of them has a fault.
 */
export function runLifecycle(deps: LifecycleDeps): void {
  const { signals, log, exit } = deps;
  let leaving = false;
  const leave = (signal: string): void => {
    if (leaving) {
      log.warn('second signal, leaving at once', { signal });
      log.flush();
      exit(1);
      return;
    }
    leaving = true;
    log.info('leaving', { signal, lameDuckMs: deps.lameDuckMs, drainMs: deps.drainMs });
    void shutDown(deps).then((code) => {
      log.flush();
      exit(code);
    });
  };
  signals.on('SIGTERM', () => {
    leave('SIGTERM');
  });
  signals.on('SIGINT', () => {
    leave('SIGINT');
  });
  signals.on('SIGHUP', reloader(deps));
}

/** Runs one reload at a time. Signals that arrive before a reload has begun share it, so the last files win. */
function reloader(deps: LifecycleDeps): () => void {
  let last: Promise<unknown> = Promise.resolve();
  let isDue = false;
  return () => {
    if (isDue) return;
    isDue = true;
    // One turn later, because pending signals are delivered one by one.
    last = last.then(nextTurn).then(() => {
      isDue = false;
      return reloadOnce(deps);
    });
  };
}

async function reloadOnce({ reload, log }: LifecycleDeps): Promise<void> {
  try {
    await reload();
    log.info('reloaded');
  } catch (error) {
    log.error('not reloaded, the old files stay in use', { error: (error as Error).message });
  }
}

const onItsWayMs = 500;

async function shutDown({ gateway, lameDuckMs, drainMs, release, log }: LifecycleDeps): Promise<number> {
  try {
    gateway.leave();
    // A request sent in time may still arrive a moment later.
    if (lameDuckMs > 0) await delay(lameDuckMs + onItsWayMs);
    const cut = await gateway.drain(drainMs);
    await gateway.close();
    await release();
    if (cut > 0) log.warn('the deadline cut requests', { requests: cut });
    log.info('stopped');
    return cut > 0 ? 1 : 0;
  } catch (error) {
    log.error('stopping failed', errorFields(error));
    return 1;
  }
}
