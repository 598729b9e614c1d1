/**
 * `npm run bench:profile -- get-one-user`: where holdover, or another contender, spends its time under a load, by
 * groups and by functions. The profile begins after the warm-up, and is scaled to the CPU time without the profiler.
 */
import { parseArgs } from 'node:util';
import { v1Token } from '../support/v1-token.js';
import { checkAnswer } from './check-answer.js';
import { findCores, pinThisProcess } from './cores.js';
import { openInspector } from './inspector.js';
import { closedLoop } from './load/closed-loop.js';
import { requestText } from './load/request-text.js';
import { printTable } from './print-table.js';
import { cpuMicroseconds } from './process-figures.js';
import { chargedTimes, selfTimes, type CpuProfile, type SelfTime } from './self-time.js';
import { benchClient, contenderNames, startContender } from './start-contender.js';
import { startTenant } from './start-tenant.js';
import { workloadOf } from './workloads.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    contender: { type: 'string', default: 'holdover' },
    seconds: { type: 'string', default: '5' },
    top: { type: 'string', default: '40' },
  },
});
const workload = workloadOf(positionals[0] ?? 'get-one-user');
const name = contenderNames.find((each) => each === values.contender);
if (name === undefined) throw new Error(`A contender is one of ${contenderNames.join(', ')}`);

const cores = findCores();
if (cores !== undefined) pinThisProcess(cores.load);
const tenant = await startTenant(cores?.load);
const setting = { tenant: tenant.url, core: cores?.contender, nodeOptions: ['--inspect=127.0.0.1:0'] };
const { url, pid, said, stop } = await startContender(name, setting);
const client = { clientId: benchClient.id, clientSecret: benchClient.secret };
const token = name === 'holdover' ? await v1Token(url, client) : 'none';
await checkAnswer(workload, { name, url, token });
const load = {
  url,
  request: (n: number) => requestText(workload.request(n), token),
  connections: Math.min(64, workload.connections),
  seconds: Number(values.seconds),
};
await closedLoop(load);
const before = cpuMicroseconds(pid);
const { count } = await closedLoop(load);
const cpu = (cpuMicroseconds(pid) - before) / count;

const inspector = await openInspector(said);
await inspector.ask('Profiler.enable');
await inspector.ask('Profiler.setSamplingInterval', { interval: 200 });
await inspector.ask('Profiler.start');
await closedLoop(load);
const { profile } = (await inspector.ask('Profiler.stop')) as { profile: CpuProfile };
inspector.close();
await Promise.all([stop(), tenant.stop()]);
process.stdout.write(`${values.contender}, ${workload.title}: ${report()}\n`);

function report(): string {
  const self = selfTimes(profile);
  const all = sum(self);
  const perRequest = (microseconds: number): string => ((microseconds / all) * cpu).toFixed(1);
  const groups = [...new Set(self.map(({ group }) => group))]
    .map((group) => [group, sum(self.filter((time) => time.group === group))] as const)
    .sort((a, b) => b[1] - a[1]);
  const own = perRequest(sum(self.filter(({ group }) => group.startsWith('own: '))));
  const functions = (times: readonly SelfTime[]): string[][] =>
    times
      .slice(0, Number(values.top))
      .map(({ name, group, microseconds }) => [name, group, perRequest(microseconds)]);
  return [
    `${cpu.toFixed(0)} µs of CPU time for each request, ${own} of them in own code`,
    printTable(
      ['group', 'µs/request'],
      groups.map(([group, spent]) => [group, perRequest(spent)]),
    ),
    printTable(['function', 'group', 'µs/request'], functions(self)),
    printTable(['own function and what it calls', 'group', 'µs/request'], functions(chargedTimes(profile))),
  ].join('\n\n');
}

function sum(times: readonly SelfTime[]): number {
  return times.reduce((total, { microseconds }) => total + microseconds, 0);
}
