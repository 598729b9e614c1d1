/**
 * The effect of replicas on a tenant's rate limit, with a common Redis and without: simulated, so that 64 of them take
 * seconds. Run it with `npm run bench:replicas -- [limit] [calls per second] [seconds] [clients of each] [seed]`.
 */
import { simulateReplicas, sumOf, type Simulation } from '../../support/simulated-replicas.js';

const [limit = 20, perSecond = 10, seconds = 60, clientsEach = 10, seed = 1] = process.argv
  .slice(2)
  .map(Number);

const counts = [1, 2, 4, 8, 16, 32, 64];

function run(count: number, isShared: boolean): Promise<Simulation> {
  const clients = Array.from({ length: count }, () => clientsEach);
  return simulateReplicas({ seed, rate: { limit, perSecond }, clients, seconds, isShared });
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

/** Jain's index: 1 where all are served equally often, 1/n where one of n gets everything. */
function fairness(served: readonly number[]): string {
  const squares = sumOf(served.map((each) => each ** 2));
  return (sumOf(served) ** 2 / (served.length * squares)).toFixed(2);
}

function cells({ made, refused, served }: Simulation): string[] {
  const [calls, refusals] = [sumOf(made), sumOf(refused)];
  const added = limit + perSecond * seconds;
  return [percent(refusals / (calls + refusals)), percent(calls / added), fairness(served)];
}

const head = ['replicas', ...['429', 'used', 'fairness'].map((name) => `${name}, alone`)];
const sharedHead = ['429, shared', 'used, shared', 'fairness, shared', 'Redis commands/s'];
const rows = [[...head, ...sharedHead], [...head, ...sharedHead].map(() => '---')];
for (const count of counts) {
  const shared = await run(count, true);
  const perSecondThere = (shared.commands / seconds).toFixed(0);
  rows.push([String(count), ...cells(await run(count, false)), ...cells(shared), perSecondThere]);
}
process.stdout.write(
  `${limit} at once, ${perSecond} calls/s, ${seconds} s, ${clientsEach} clients each, seed ${seed}\n\n`,
);
process.stdout.write(`${rows.map((row) => `| ${row.join(' | ')} |`).join('\n')}\n`);
