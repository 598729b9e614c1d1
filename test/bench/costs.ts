import { setTimeout as delay } from 'node:timers/promises';
import { closedLoop } from './load/closed-loop.js';
import { requestText } from './load/request-text.js';
import { median } from './median.js';
import { printTable } from './print-table.js';
import { memoryMebibytes } from './process-figures.js';
import { startContender, type ContenderName, type Setting } from './start-contender.js';
import { workloadOf } from './workloads.js';

export interface CostsCourse {
  readonly rounds: number;
  /** A v1 token. */
  readonly token: string;
}

interface Cost {
  /** Milliseconds from the start of the process to its first answer. */
  readonly start: number;
  /** MiB. */
  readonly idle: number;
  /** MiB, after 10,000 requests. */
  readonly loaded: number;
}

const contenders = ['bare-node-pass-through', 'express-proxy', 'holdover'] as const;
const settleMs = 1_000;
const requests = 10_000;

/** Start time of each contender and its memory, idle and after requests, as a table; they take turns. */
export async function measureCosts(setting: Setting, { rounds, token }: CostsCourse): Promise<string> {
  const costs = new Map<ContenderName, Cost[]>(contenders.map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const name of contenders) costs.get(name)?.push(await measureOnce(name, setting, token));
  }
  const rows = [...costs].map(([name, all]) => [
    name,
    ...(['start', 'idle', 'loaded'] as const).map((what) => median(all.map((cost) => cost[what])).toFixed(0)),
  ]);
  return printTable(['contender', 'start to first answer, ms', 'idle, MB (PSS)', 'loaded, MB (PSS)'], rows);
}

async function measureOnce(name: ContenderName, setting: Setting, token: string): Promise<Cost> {
  const { request } = workloadOf('get-one-user');
  const before = performance.now();
  const { url, pid, stop } = await startContender(name, setting);
  const load = { url, request: (n: number) => requestText(request(n), token), seconds: 60 };
  await closedLoop({ ...load, connections: 1 }, 1);
  const start = performance.now() - before;
  await delay(settleMs);
  const idle = memoryMebibytes(pid);
  await closedLoop({ ...load, connections: 64 }, requests);
  const loaded = memoryMebibytes(pid);
  await stop();
  return { start, idle, loaded };
}
