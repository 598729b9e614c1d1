/**
 * `npm run bench`: holdover beside proxies that do less, in one run; see README.md. It measures and asserts nothing.
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { v1Token } from '../support/v1-token.js';
import { measureCosts } from './costs.js';
import { findCores, pinThisProcess } from './cores.js';
import { printSamples } from './print-samples.js';
import { runRounds } from './rounds.js';
import { benchClient, contenderNames, startContender, type ContenderName } from './start-contender.js';
import type { RunningProgram } from './start-program.js';
import { startTenant } from './start-tenant.js';
import { measureWorkers } from './workers.js';
import { workloadOf, workloads } from './workloads.js';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '2' },
    only: { type: 'string' },
  },
});

/** The measurements besides the workloads: start-up and memory, and more than one process. */
const costsName = 'costs';
const workersName = 'workers';
const beside = [costsName, workersName];
const wanted = values.only?.split(',') ?? [...Object.keys(workloads), ...beside];
const chosen = wanted
  .filter((name) => !beside.includes(name))
  .map((name) => [name, workloadOf(name)] as const);

const cores = findCores();
if (cores !== undefined) pinThisProcess(cores.load);
const tenant = await startTenant(cores?.load);
const setting = { tenant: tenant.url, core: cores?.contender };
const running = new Map<ContenderName, RunningProgram>();
for (const name of contenderNames) running.set(name, await startContender(name, setting));
const client = { clientId: benchClient.id, clientSecret: benchClient.secret };
const token = await v1Token(running.get('holdover')?.url ?? '', client);
const course = { rounds: Number(values.rounds), seconds: Number(values.seconds), token };

print(headline());
for (const [name, workload] of chosen) {
  const contenders = [...running]
    .filter(([contender]) => workload.contenders.includes(contender))
    .map(([contender, { url, pid }]) => ({ name: contender, url, pid }));
  print(printSamples(name, workload, await runRounds(workload, contenders, course)));
}
if (wanted.includes(costsName))
  print(`### costs: start-up and memory\n\n${await measureCosts(setting, course)}`);
if (wanted.includes(workersName)) {
  // It needs privileges that a bench seldom has.
  const told = await measureWorkers(setting, course).catch(
    (error: unknown) => `Not measured: ${String(error)}`,
  );
  print(`### workers: GET one user, each with two fifths of a core\n\n${told}`);
}
await Promise.all([...running.values(), tenant].map((one) => one.stop()));

function headline(): string {
  const machine = `${cpus()[0]?.model.trim() ?? 'an unknown processor'}, ${cpus().length} cores, Node ${process.version}`;
  const where =
    cores === undefined
      ? 'nothing is pinned (two cores and taskset are needed): believe the ratios of CPU time only'
      : 'contenders on one core, load and tenant on another';
  return `${new Date().toISOString().slice(0, 10)}, ${machine}; ${where}; ${values.rounds} rounds of ${values.seconds} s, medians`;
}

function print(text: string): void {
  process.stdout.write(`${text}\n\n`);
}
