import type { UnmadeWrite } from '../../compare/explain-differences.js';
import { byCause, type ExplainedCause } from '../by-cause.js';
import { escapeMarkup } from '../escape-markup.js';
import { getOwn } from '../../../syntax/json-object.js';
import { causeLabels } from './cause-label.js';
import type { DifferenceGroup } from '../summary.js';

/** Ids of the exchanges that the page shows. */
type Shown = ReadonlySet<string>;

/** Unexplained differences, one by one. */
export function unexplainedList(groups: readonly DifferenceGroup[], shown: Shown): string {
  const rows = groups.map(
    ({ count, route, field, kind, example, after }) =>
      `<tr class="different"><td class="number">${count}</td><td>${escapeMarkup(route)}</td><td><code>${escapeMarkup(field)}</code></td><td>${kind}</td><td>${exampleLink(example, shown)}${unmadeHint(after)}</td></tr>`,
  );
  return `<table class="differences"><thead><tr><th>times</th><th>entry</th><th>field</th><th>kind</th><th>first in</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

/** A difference may follow from a write that was left out, has failed or was refused. */
export function unmadeHint(after: UnmadeWrite | undefined): string {
  if (after === undefined) return '';
  return ` <span class="soft">after ${escapeMarkup(after.id)}, a write on the same record that was not made: ${escapeMarkup(after.why)}</span>`;
}

/** Explained differences, by cause. */
export function explainedList(groups: readonly DifferenceGroup[], shown: Shown): string {
  return `<div class="causes">${byCause(groups)
    .map((cause) => causeView(cause, shown))
    .join('')}</div>`;
}

const sentences: Readonly<Record<string, string>> = {
  noise: 'v1 was asked twice, and did not answer alike either.',
};

function causeView({ cause, why, count, groups }: ExplainedCause, shown: Shown): string {
  const kind = getOwn<string>(causeLabels, cause);
  const title = kind === undefined ? `<span>loss</span> ${escapeMarkup(cause)}` : `<span>${kind}</span>`;
  const entries = new Map<string, DifferenceGroup[]>();
  for (const group of groups) entries.set(group.route, [...(entries.get(group.route) ?? []), group]);
  const places = [...entries].map(([route, all]) => placeView(route, all, shown));
  return `<article><h3>${title} <b>${count}</b></h3><p>${escapeMarkup(why ?? sentences[cause] ?? '')}</p><ul>${places.join('')}</ul></article>`;
}

function placeView(route: string, groups: readonly DifferenceGroup[], shown: Shown): string {
  const fields = groups.map(
    ({ field, kind, count }) => `<code>${escapeMarkup(field)}</code> ${kind} <b>${count}</b>`,
  );
  const example = groups.find(({ example: id }) => shown.has(id)) ?? groups[0];
  return `<li><span>${escapeMarkup(route)}</span><span>${fields.join(', ')}</span>${exampleLink(example?.example ?? '', shown)}</li>`;
}

function exampleLink(id: string, shown: Shown): string {
  const text = escapeMarkup(id);
  return shown.has(id) ? `<a href="#x${text}">${text}</a>` : `<span class="soft">${text}</span>`;
}
