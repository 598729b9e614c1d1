import { escapeMarkup } from '../escape-markup.js';
import type { ExplainedDifference } from '../../compare/explain-differences.js';
import type { Result } from '../../result.js';
import { causeLabel, causeSentence } from './cause-label.js';
import { diffRows, type DiffRow } from './diff-rows.js';

const mostRows = 400;

/** Equal lines shown before and after a difference. */
const around = 3;

/** Longer runs of equal lines are counted, not shown. */
const mostFolded = 120;

/** Both replies side by side; long runs of equal lines are folded. */
export function diffView(
  replies: NonNullable<Result['replies']>,
  differences: readonly ExplainedDifference[],
): string {
  const rows = diffRows(replies, differences);
  const shown = rows.slice(0, mostRows);
  const cut =
    rows.length > shown.length ? `<p class="soft">and ${rows.length - shown.length} more lines.</p>` : '';
  return `<div class="diff"><div class="row head"><b>v1</b><b>holdover</b><i></i></div>${runsOf(shown).map(runView).join('')}</div>${cut}`;
}

interface Run {
  readonly isSame: boolean;
  readonly rows: DiffRow[];
  readonly isFirst: boolean;
  readonly isLast: boolean;
}

function runsOf(rows: readonly DiffRow[]): Run[] {
  const runs: { isSame: boolean; rows: DiffRow[] }[] = [];
  for (const row of rows) {
    const isSame = row.cause === undefined;
    const last = runs.at(-1);
    if (last?.isSame === isSame) last.rows.push(row);
    else runs.push({ isSame, rows: [row] });
  }
  return runs.map((run, n) => ({ ...run, isFirst: n === 0, isLast: n === runs.length - 1 }));
}

function runView({ isSame, rows, isFirst, isLast }: Run): string {
  if (!isSame) return rows.map((row, n) => rowView(row, rows[n - 1])).join('');
  const [before, behind] = [isFirst ? 0 : around, isLast ? 0 : around];
  // The status and the headers are always shown.
  const from = isFirst ? Math.min(rows.length, rows.findIndex(({ control }) => control === '') + 1) : before;
  const folded = rows.slice(from, rows.length - behind);
  if (folded.length <= 2) return rows.map((row) => rowView(row, undefined)).join('');
  const [head, tail] = [rows.slice(0, from), rows.slice(rows.length - behind)];
  const told = `${folded.length} equal lines`;
  const fold =
    folded.length > mostFolded
      ? `<p class="fold">${told}</p>`
      : `<details class="fold"><summary>${told}</summary>${folded.map((row) => rowView(row, undefined)).join('')}</details>`;
  return [
    ...head.map((row) => rowView(row, undefined)),
    fold,
    ...tail.map((row) => rowView(row, undefined)),
  ].join('');
}

function rowView({ control, candidate, cause }: DiffRow, above: DiffRow | undefined): string {
  const label = cause === undefined || cause === above?.cause ? '' : causeLabel(cause);
  const mark = cause === undefined ? '' : cause.kind === 'unexplained' ? ' different' : ' explained';
  return `<div class="row${mark}">${cell(control)}${cell(candidate)}<i${label === '' || cause === undefined ? '' : ` title="${escapeMarkup(causeSentence(cause))}"`}>${escapeMarkup(label)}</i></div>`;
}

function cell(text: string | undefined): string {
  return text === undefined ? '<code class="none"></code>' : `<code>${escapeMarkup(text)}</code>`;
}
