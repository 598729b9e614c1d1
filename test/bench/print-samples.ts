import { median } from './median.js';
import { printTable } from './print-table.js';
import type { Sample, Samples } from './rounds.js';
import type { Goal, Workload } from './workloads.js';

/** One workload as a table, and a line for each of its goals. */
export function printSamples(name: string, workload: Workload, samples: Samples): string {
  const rows = [...samples].map(([contender, all]) => {
    const figures = all.map((sample) => sample.perSecond);
    const spread = (Math.max(...figures) - Math.min(...figures)) / 2 / median(figures);
    return [
      contender,
      of(all, 'perSecond').toFixed(0),
      `±${(spread * 100).toFixed(0)} %`,
      of(all, 'cpu').toFixed(0),
      of(all, 'p50').toFixed(0),
      of(all, 'p99').toFixed(0),
    ];
  });
  const head = ['contender', 'requests/s', 'spread', 'CPU µs/request', 'p50 µs', 'p99 µs'];
  const goals = workload.goals.flatMap((goal) => printGoal(goal, samples));
  return [`### ${name}: ${workload.title}`, printTable(head, rows), ...goals].join('\n\n');
}

function printGoal({ figure, than, atLeast, atMost }: Goal, samples: Samples): string[] {
  const own = samples.get('holdover');
  const other = samples.get(than);
  if (own === undefined || other === undefined) return [];
  const ratio = of(own, figure) / of(other, figure);
  const wanted = atLeast === undefined ? `at most ${atMost ?? NaN}` : `at least ${atLeast}`;
  const byCpu = figure === 'perSecond' ? `, by CPU ${(of(other, 'cpu') / of(own, 'cpu')).toFixed(2)}` : '';
  const word = figure === 'perSecond' ? 'requests/s' : figure;
  return [`${word}, holdover to ${than}: **${ratio.toFixed(2)}**${byCpu} (goal: ${wanted})`];
}

function of(samples: readonly Sample[], figure: keyof Sample): number {
  return median(samples.map((sample) => sample[figure]));
}
