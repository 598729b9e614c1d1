import type { LoadedMap } from '../../../map/load-map.js';
import { escapeMarkup } from '../escape-markup.js';
import { compared, noCounts, type Counts, type Summary } from '../summary.js';
import type { CallerColumn } from './caller-columns.js';
import { shareBar } from './share-bar.js';

interface Entry {
  readonly id: string;
  readonly name: string;
  readonly title: string;
}

/** Map entries by caller: how many exchanges were compared, and how many had no unexplained difference. */
export function coverageGrid(
  { routes }: Pick<Summary, 'routes'>,
  { map, columns }: { readonly map: LoadedMap; readonly columns: readonly CallerColumn[] },
): string {
  const folders = new Map<string, Entry[]>();
  const add = (folder: string, entry: Entry): void =>
    void folders.set(folder, [...(folders.get(folder) ?? []), entry]);
  for (const { id, summary } of map.routes) {
    const cut = id.indexOf('.');
    add(id.slice(0, cut), { id, name: id.slice(cut + 1), title: summary });
  }
  const known = new Set(map.routes.map(({ id }) => id));
  for (const id of routes.keys()) if (!known.has(id)) add('no entry', { id, name: id, title: '' });
  const tables = [...folders].map(([folder, entries]) => folderTable(folder, entries, { routes, columns }));
  return `${legend(columns)}<div class="grid" style="--callers:${columns.length}">${tables.join('')}</div>`;
}

function legend(columns: readonly CallerColumn[]): string {
  const items = columns.map(({ letter, label, detail, counts }) => {
    const count = compared(counts);
    return `<li><b>${letter}</b> ${escapeMarkup(label)}${detail === '' ? '' : ` <small>${escapeMarkup(detail)}</small>`} <span>${count} compared, ${passed(counts)}</span></li>`;
  });
  return `<ul class="callers">${items.join('')}</ul>`;
}

function folderTable(
  folder: string,
  entries: readonly Entry[],
  { routes, columns }: { routes: Summary['routes']; columns: readonly CallerColumn[] },
): string {
  const done = entries.filter(({ id }) => compared(routes.get(id)?.counts ?? noCounts()) > 0).length;
  const heads = columns.map(
    ({ letter, label }) => `<th scope="col"><abbr title="${escapeMarkup(label)}">${letter}</abbr></th>`,
  );
  const rows = entries.map((entry) => entryRow(entry, { row: routes.get(entry.id), columns }));
  const widths = `<col class="names"><col><col class="rates">${'<col class="one">'.repeat(columns.length)}`;
  return `<table><colgroup>${widths}</colgroup><thead><tr><th scope="col" class="folder">${escapeMarkup(folder)} <small>${done} of ${entries.length}</small></th><th scope="col" colspan="2">passed</th>${heads.join('')}</tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

type Row = Summary['routes'] extends ReadonlyMap<string, infer R> ? R : never;

function entryRow(
  { name, title }: Entry,
  { row, columns }: { readonly row: Row | undefined; readonly columns: readonly CallerColumn[] },
): string {
  const head = `<th scope="row" title="${escapeMarkup(title)}">${escapeMarkup(name)}</th>`;
  if (row === undefined)
    return `<tr class="never">${head}<td colspan="${columns.length + 2}">never</td></tr>`;
  const cells = columns.map(({ countsOf }) => callerCell(countsOf(row.callers)));
  return `<tr>${head}<td>${shareBar(row.counts)}</td><td class="rate">${passed(row.counts)}</td>${cells.join('')}</tr>`;
}

function callerCell(counts: Counts): string {
  const all = compared(counts);
  if (counts.failed > 0) return `<td class="failed" title="failed">${counts.failed} failed</td>`;
  if (counts.different > 0)
    return `<td class="different" title="${counts.different} of ${all} differ">${counts.different}/${all}</td>`;
  if (all > 0)
    return `<td class="${counts.explained > 0 ? 'explained' : 'same'}" title="${counts.same} same, ${counts.explained} explained">${all}</td>`;
  return counts['left-out'] > 0 ? '<td class="left-out" title="left out">out</td>' : '<td></td>';
}

/** Rounded down: 100 % means all. */
function passed(counts: Counts): string {
  const all = compared(counts);
  return all === 0 ? '–' : `${Math.floor(((all - counts.different) / all) * 100)} %`;
}
