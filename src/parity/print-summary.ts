import type { Ignores } from './ignore-file.js';
import { compared, type DifferenceGroup, type Summary } from './summary.js';

const mostGroups = 40;

/** The summary for a terminal: what fails first, then what is explained, then what was not looked at. */
export function printSummary(
  { total, counts, groups, reasons, never, routes }: Summary,
  leftOver: ReturnType<Ignores['leftOver']>,
): string {
  const unexplained = groups.filter(({ cause }) => cause === 'unexplained');
  const explained = groups.filter(({ cause }) => cause !== 'unexplained');
  const lines = [
    `${total} exchanges: ${counts.same} same, ${counts.explained} explained, ${counts.different} different, ${counts['left-out']} left out, ${counts.failed} failed`,
    ...section('Unexplained differences', unexplained.map(describe)),
    ...section('Explained differences', explained.map(describe)),
    ...section(
      'Not compared',
      reasons.map(({ verdict, why, count }) => `${String(count).padStart(7)}  ${verdict}: ${why}`),
    ),
    ...section(
      'Lines of the ignore file',
      leftOver.map(
        ({ line, fault }) =>
          `line ${line.line} (${line.route} ${line.path}, ${line.owner}) ${sentences[fault]}`,
      ),
    ),
    '',
    `${[...routes.values()].filter((row) => compared(row.counts) > 0).length} entries compared, ${never.length} never${never.length === 0 ? '' : `: ${never.join(', ')}`}`,
  ];
  return `${lines.join('\n')}\n`;
}

const sentences = { expired: 'has expired and covers nothing', unused: 'covered nothing' } as const;

function section(title: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  const more = lines.length > mostGroups ? [`         and ${lines.length - mostGroups} more`] : [];
  return ['', title, ...lines.slice(0, mostGroups), ...more];
}

function describe({ count, route, field, kind, cause, example }: DifferenceGroup): string {
  const because = cause === 'unexplained' ? '' : `  (${cause})`;
  return `${String(count).padStart(7)}  ${route}  ${field} ${kind}${because}  e.g. --only ${example}`;
}
