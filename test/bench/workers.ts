import { readFileSync } from 'node:fs';
import { limitCpu } from './cpu-share.js';
import { closedLoop } from './load/closed-loop.js';
import { requestText } from './load/request-text.js';
import { median } from './median.js';
import { printTable } from './print-table.js';
import type { Course } from './rounds.js';
import { startContender, type Setting } from './start-contender.js';
import { workloadOf } from './workloads.js';

/**
 * Share of one processor for each worker: two leave some of it to the primary, so that they are as unconstrained as on
 * two processors.
 */
const share = 0.4;
const connections = 64;
const warmSeconds = 6;

/** GET one user, by one worker and by two, each with the same share of the contenders' core; they take turns. */
export async function measureWorkers(setting: Setting, course: Course): Promise<string> {
  const stops: (() => Promise<void>)[] = [];
  try {
    const loads = new Map<number, Load>();
    for (const workers of [1, 2]) {
      const { url, pid, stop } = await startContender('holdover', { ...setting, workers });
      stops.push(stop);
      const load = loadOf(url, course.token);
      await closedLoop({ ...load, seconds: warmSeconds });
      for (const worker of workers === 1 ? [pid] : childrenOf(pid)) stops.push(limitCpu(worker, share));
      loads.set(workers, load);
    }
    return report(await takeTurns(loads, course));
  } finally {
    for (const stop of stops) await stop();
  }
}

type Load = ReturnType<typeof loadOf>;

function loadOf(url: string, token: string) {
  const { request } = workloadOf('get-one-user');
  return { url, request: (n: number) => requestText(request(n), token), connections };
}

async function takeTurns(loads: ReadonlyMap<number, Load>, { rounds, seconds }: Course) {
  const figures = new Map([...loads.keys()].map((workers) => [workers, [] as number[]]));
  for (let round = 0; round < rounds; round += 1)
    for (const [workers, load] of loads)
      figures.get(workers)?.push((await closedLoop({ ...load, seconds })).perSecond);
  return figures;
}

function report(perSecond: ReadonlyMap<number, readonly number[]>): string {
  const medians = [...perSecond].map(([workers, all]) => [workers, median(all)] as const);
  const rows = medians.map(([workers, figure]) => [String(workers), figure.toFixed(0)]);
  const [one, two] = medians.map(([, figure]) => figure);
  const ratio = ((two ?? NaN) / (one ?? NaN)).toFixed(2);
  const table = printTable(['workers', 'requests/s'], rows);
  return `${table}\n\nrequests/s, two workers to one: **${ratio}** (goal: at least 1.7)`;
}

function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number);
}
