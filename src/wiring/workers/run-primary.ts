import { createOperatorsPage } from '../../console/operators-page.js';
import { runLifecycle } from '../../gateway/ports/lifecycle.js';
import type { Gateway } from '../../gateway/gateway.js';
import { listen } from '../../gateway/ports/listen.js';
import { operatorsServer } from '../../gateway/operator/operators-server.js';
import { adminListener } from '../../gateway/ports/ports.js';
import { createSummedMetrics, type SummedMetrics } from '../../observe/metrics/summed-metrics.js';
import { tallyOver } from '../../observe/usage/usage-tally.js';
import type { UsageLedger } from '../../observe/usage/usage-ledger.js';
import { createPrimaryState } from '../../state/workers/primary-state.js';
import type { SharedState } from '../../state/shared-state.js';
import { createRevocationDesk } from '../../tokens/revocation-desk.js';
import { createWorkerPool, WorkerFailed, type WorkerPool } from './worker-pool.js';
import { poolAnswers } from './pool-answers.js';
import { poolState } from './pool-state.js';
import { openState } from '../parts/open-state.js';
import { openUsage } from '../parts/open-usage.js';
import { readAgain } from '../configured/read-again.js';
import { usageStore } from '../parts/usage-store.js';
import { version } from '../../config/version.js';
import { warnOf } from '../warn-of.js';
import type { Current, Run } from '../run.js';

/** State of the pool as a whole. */
interface Watch {
  started: boolean;
  draining: boolean;
}

/**
 * Runs the primary: starts and replaces the workers, answers the operator for all of them, and holds their shared
 * state unless Redis does. It serves no application itself.
 *
 * @throws ConfigError when the operator's port cannot be opened
 */
export async function runPrimary(run: Run): Promise<void> {
  const { config, log, around } = run;
  const { state, usage, serve } = await common(run);
  const metrics = createSummedMetrics();
  const pool = createWorkerPool({ size: config.workers, log, serve, gone: metrics.gone });
  const watch: Watch = { started: false, draining: false };
  const { admin, replace } = operators(run, { state, usage, metrics, pool, watch });
  const gateway = gatewayOf(pool, watch, () => admin.close());
  runLifecycle({
    gateway,
    signals: process,
    lameDuckMs: config.lameDuckMs,
    drainMs: config.drainMs,
    reload: () => reloadAll(run, { pool, replace }),
    release: async () => {
      await usage.close();
      state.close();
    },
    log,
    exit: (code) => {
      // At a second signal workers may still run.
      void pool.kill();
      process.exit(code);
    },
  });
  await state.open();
  const [adminUrl] = await listen([adminListener(admin, config.admin)]);
  const { http, https } = await pool.start().catch((error: unknown) => failed(error, run));
  watch.started = true;
  warnOf(config, log);
  const { workers } = config;
  log.info('listening', { http, https, admin: adminUrl, upstream: around.upstream.url, workers });
}

/** The state and usage counts that the workers share: in this process, or in Redis, which each worker connects to. */
async function common(run: Run) {
  const { config, log } = run;
  if (config.redisUrl !== undefined) {
    const state = await openState(run);
    const usage = openUsage(await usageStore({ config, state, log }), log);
    return { state, usage, serve: () => () => undefined };
  }
  const store = await usageStore({ config, state: { tally: () => undefined }, log });
  const primaryState = createPrimaryState({ tally: tallyOver(store) });
  const state: OwnState = {
    share: primaryState.share,
    open: () => Promise.resolve(),
    close: () => undefined,
  };
  return { state, usage: openUsage(store, log), serve: primaryState.serve };
}

type OwnState = Pick<SharedState, 'share' | 'open' | 'close'>;

interface OperatorParts {
  readonly state: OwnState;
  readonly usage: UsageLedger;
  readonly metrics: SummedMetrics;
  readonly pool: WorkerPool;
  readonly watch: Watch;
}

/** The operator's server, which answers for all workers together. */
function operators(run: Run, { state, usage, metrics, pool, watch }: OperatorParts) {
  const { config, around, log } = run;
  let current: Current = run;
  const admin = operatorsServer({
    log,
    street: () => ({ table: current.map.routes }),
    listed: () => current.around.clients ?? [],
    console: createOperatorsPage({ version, now: Date.now }),
    adminToken: () => current.around.adminToken,
    revocations: createRevocationDesk({
      keys: () => current.around.tokenKeys,
      issuer: around.issuer,
      state,
    }),
    state: async () => {
      const states = await poolAnswers(pool, (rpc, ms) => rpc.ask('state', null, ms));
      return poolState({ ...watch, size: config.workers, states: [...states.values()] });
    },
    metrics: async () => metrics.print(await poolAnswers(pool, (rpc, ms) => rpc.ask('families', null, ms))),
    usage: {
      list: async () => {
        await poolAnswers(pool, (rpc, ms) => rpc.ask('flush', null, ms));
        return usage.list();
      },
    },
  });
  const replace = (next: Current): void => {
    current = next;
  };
  return { admin, replace };
}

/** The workers as one gateway that leaves, drains and closes. */
function gatewayOf(
  pool: WorkerPool,
  watch: Watch,
  closeAdmin: () => void,
): Pick<Gateway, 'leave' | 'drain' | 'close'> {
  return {
    leave: () => {
      watch.draining = true;
      pool.leave();
      void poolAnswers(pool, (rpc) => rpc.ask('leave', null));
    },
    drain: async (deadlineMs) => {
      const asked = pool.serving.size;
      const cut = await poolAnswers(pool, (rpc) => rpc.ask('drain', deadlineMs, deadlineMs + graceMs));
      // A worker that does not answer counts as one cut request.
      return [...cut.values()].reduce((sum, each) => sum + each, asked - cut.size);
    },
    close: async () => {
      closeAdmin();
      await poolAnswers(pool, (rpc) => rpc.ask('end', null, graceMs));
      await pool.kill();
    },
  };
}

const graceMs = 5_000;
const reloadMs = 30_000;

/**
 * Reloads everything. The primary reads the files first; a mistake stops the reload before any worker. Then the
 * workers read them one after another, so that the others serve meanwhile; the log names a worker that keeps its old
 * files. Workers still starting may have read the old files, and are waited for.
 *
 * @throws ConfigError
 */
async function reloadAll(
  run: Run,
  { pool, replace }: { pool: WorkerPool; replace: (next: Current) => void },
): Promise<void> {
  replace(readAgain(run));
  await pool.settled();
  for (const [worker, rpc] of pool.serving) {
    const error = await rpc
      .ask('reload', null, reloadMs)
      .catch((reason: unknown) => (reason as Error).message);
    // A worker that has ended meanwhile is replaced, and its successor reads the new files.
    if (error !== null && pool.serving.has(worker))
      run.log.error('a worker keeps the old files', { worker, error });
  }
}

function failed(error: unknown, { log }: Run): never {
  if (!(error instanceof WorkerFailed)) throw error;
  // The worker itself has reported a mistake in the configuration.
  if (error.exitCode !== badConfiguration) log.error('not started', { error: error.message });
  log.flush();
  process.exit(error.exitCode);
}

const badConfiguration = 78;
