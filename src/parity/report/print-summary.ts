import type { Ignores } from '../compare/ignore-file.js';
import type { UnmadeWrite } from '../compare/explain-differences.js';
import { byCause, type ExplainedCause } from './by-cause.js';
import type { DifferenceGroup, Summary } from './summary.js';
import { counted } from '../../syntax/counted.js';

const mostGroups = 40;

/** The summary for a terminal: failures first, then explained differences, then what was not compared. */
export function printSummary(
  { total, counts, groups, reasons, never, entries }: Summary,
  leftOver: ReturnType<Ignores['leftOver']>,
): string {
  const all = groups.filter(({ cause }) => cause === 'unexplained');
  const [unexplained, following] = [all.filter(({ after }) => after === undefined), all.filter(isAfter)];
  const explained = groups.filter(({ cause }) => cause !== 'unexplained');
  const lines = [
    `${counted(total, 'exchange')}: ${counts.same} same, ${counts.explained} explained, ${counts.different} different, ${counts['left-out']} left out, ${counts.failed} failed`,
    ...section('Unexplained differences', unexplained.map(describe)),
    ...section(
      'Unexplained differences after a write on the same record that the candidate has not made',
      following.map((group) => `${describe(group)}  after ${group.after.id} (${group.after.why})`),
    ),
    ...section('Explained differences', byCause(explained).flatMap(describeCause)),
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
    `${counted(entries - never.length, 'entry', 'entries')} compared, ${never.length} never${never.length === 0 ? '' : `: ${never.join(', ')}`}`,
  ];
  return `${lines.map(shown).join('\n')}\n`;
}

function isAfter(group: DifferenceGroup): group is DifferenceGroup & { readonly after: UnmadeWrite } {
  return group.after !== undefined;
}

/** Field names are foreign data, and may hold control sequences of a terminal. */
function shown(text: string): string {
  return text.replace(/\p{C}/gu, '?');
}

const sentences = { expired: 'has expired and covers nothing', unused: 'covered nothing' } as const;

function section(title: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  const more = lines.length > mostGroups ? [`         and ${lines.length - mostGroups} more`] : [];
  return ['', title, ...lines.slice(0, mostGroups), ...more];
}

function describe({ count, route, field, kind, example }: DifferenceGroup): string {
  return `${String(count).padStart(7)}  ${route}  ${field} ${kind}  e.g. --only ${example}`;
}

function describeCause({ cause, why, count, groups }: ExplainedCause): string[] {
  const list = (texts: readonly string[]): string => [...new Set(texts)].sort().join(', ');
  const fields = list(groups.map(({ field, kind }) => `${field} ${kind}`));
  const entries = list(groups.map(({ route }) => route));
  const indent = ' '.repeat(9);
  return [
    `${String(count).padStart(7)}  ${cause}${why === undefined ? '' : `: ${why}`}`,
    `${indent}${fields}`,
    `${indent}in ${entries}  e.g. --only ${groups[0]?.example ?? ''}`,
  ];
}
