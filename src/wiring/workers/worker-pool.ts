import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import type { Listening } from '../../gateway/ports/ports.js';
import type { Logger } from '../../observe/log/logger.js';
import { createRpc, type Channel, type Rpc } from '../../state/workers/rpc.js';
import { channelTo } from './channel-to.js';
import { requeueConnectionsOf } from './requeue-connections.js';
import { workTopic, type PrimaryQuestions, type WorkQuestions } from './work-questions.js';

export type WorkerRpc = Rpc<WorkQuestions, PrimaryQuestions>;

export interface WorkerPoolOptions {
  readonly size: number;
  readonly log: Logger;
  /** Gives a new worker access to the shared state; the returned function ends that. */
  readonly serve: (channel: Channel) => () => void;
  /** Called when a worker has ended. */
  readonly gone: (id: number) => void;
}

export interface WorkerPool {
  /**
   * Resolves when all workers serve for the first time.
   *
   * @throws WorkerFailed when the first worker ends before it serves
   */
  start(): Promise<Listening>;
  /** The workers that serve, by an id that is never reused. */
  readonly serving: ReadonlyMap<number, WorkerRpc>;
  /** Resolves when each worker that is now starting serves or has ended. */
  settled(): Promise<void>;
  /** Stops replacing workers, and kills those that do not serve yet: they would miss the order to drain. */
  leave(): void;
  /** Kills all workers; resolves when none is left. */
  kill(): Promise<void>;
}

/** The first worker has ended before it served. With exit code 78 it has logged the reason itself. */
export class WorkerFailed extends Error {
  constructor(readonly exitCode: number) {
    super(`the first worker has ended with ${exitCode} before it served`);
  }
}

function endOf({ process: { pid } }: Worker): string {
  return pid === undefined
    ? 'a worker could not be started and is tried again'
    : 'a worker has ended and is replaced';
}

/**
 * A worker that lived shorter than this is replaced after a pause, which doubles each time: no busy loop if workers
 * cannot start.
 */
const steadyMs = 10_000;
const pausesMs = { first: 250, longest: 10_000 } as const;

/** The workers, each replaced when it ends. */
export function createWorkerPool({ size, log, serve, gone }: WorkerPoolOptions): WorkerPool {
  const serving = new Map<number, WorkerRpc>();
  let isFull: (urls: Listening) => void;
  const full = new Promise<Listening>((resolve) => (isFull = resolve));
  let stage: 'starting' | 'kept' | 'left' = 'starting';
  const pauseAfter = growingPause();
  const ended = ({ worker, livedMs, reason }: Ended): void => {
    serving.delete(worker.id);
    gone(worker.id);
    if (stage !== 'kept') return;
    const inMs = pauseAfter(livedMs);
    log.error(endOf(worker), { pid: worker.process.pid, worker: worker.id, reason, inMs });
    setTimeout(enlistOneMore, inMs);
  };
  const serves: Enlisting['serves'] = ({ id, process }, { rpc, urls }) => {
    if (stage === 'left') return;
    serving.set(id, rpc);
    log.info('a worker serves', { pid: process.pid, worker: id });
    if (serving.size === size) isFull(urls);
  };
  const { run: enlist, settled } = followed(() => enlisted({ serve, ended, serves }));
  const enlistOneMore = (): unknown => stage === 'kept' && enlist().catch(() => undefined);
  return {
    serving,
    settled,
    start: async () => {
      // Start one worker alone first: a fault that keeps all from starting is then reported once.
      await enlist().catch((error: unknown) => {
        if (stage !== 'left') throw error;
      });
      if (stage === 'starting') stage = 'kept';
      for (let n = 1; n < size; n += 1) enlistOneMore();
      return full;
    },
    leave: () => {
      stage = 'left';
      void killWorkers(({ id }) => !serving.has(id));
    },
    kill: () => killWorkers(() => true),
  };
}

/** Wraps the work; `settled` resolves when all running calls have ended, well or not. */
function followed<T>(work: () => Promise<T>): { run: () => Promise<T>; settled: () => Promise<void> } {
  const underWay = new Set<Promise<unknown>>();
  return {
    run: () => {
      const running = work();
      const settled = running.catch(() => undefined).finally(() => underWay.delete(settled));
      underWay.add(settled);
      return running;
    },
    settled: async () => {
      await Promise.all(underWay);
    },
  };
}

async function killWorkers(which: (worker: Worker) => boolean): Promise<void> {
  const all = Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
  // Node emits no `exit` for a worker that could not be started.
  const live = all.filter((worker) => worker.process.pid !== undefined && !worker.isDead());
  const workers = live.filter(which);
  const gone = workers.map((worker) => once(worker, 'exit'));
  for (const worker of workers) worker.process.kill('SIGKILL');
  await Promise.all(gone);
}

/** Gives the pause before the next start by the lifetime of the last worker, both in milliseconds. */
function growingPause(): (livedMs: number) => number {
  let pauseMs = 0;
  return (livedMs) => {
    const grown = Math.min(pausesMs.longest, Math.max(pausesMs.first, pauseMs * 2));
    return (pauseMs = livedMs > steadyMs ? 0 : grown);
  };
}

interface Ended {
  readonly worker: Worker;
  readonly livedMs: number;
  readonly reason: string;
}

interface Enlisting extends Pick<WorkerPoolOptions, 'serve'> {
  readonly serves: (worker: Worker, is: { rpc: WorkerRpc; urls: Listening }) => void;
  readonly ended: (ended: Ended) => void;
}

/** @throws WorkerFailed when the worker ends before it serves, and Node's error where it could not be started */
function enlisted({ serve, serves, ended }: Enlisting): Promise<Listening> {
  return new Promise((resolve, reject) => {
    const worker = cluster.fork();
    requeueConnectionsOf(worker.process);
    const began = performance.now();
    const channel = channelTo(worker.process);
    const dismiss = serve(channel);
    const rpc: WorkerRpc = createRpc<WorkQuestions, PrimaryQuestions>(channel, workTopic);
    rpc.answer('listening', (urls) => {
      serves(worker, { rpc, urls });
      resolve(urls);
    });
    const over = (reason: string, error: Error): void => {
      rpc.end();
      dismiss();
      ended({ worker, livedMs: performance.now() - began, reason });
      reject(error);
    };
    worker.once('exit', (code: number | null, signal: string | null) => {
      over(signal ?? `exit code ${code ?? ''}`, new WorkerFailed(code ?? 1));
    });
    worker.on('error', (error) => {
      // Any other error of a worker shows in its `exit`.
      if (worker.process.pid === undefined) over(error.message, error);
    });
  });
}
