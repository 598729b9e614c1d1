import type { LoadedMap } from '../map/load-map.js';
import { escapeMarkup } from './escape-markup.js';
import type { Ignores } from './ignore-file.js';
import { reportExchange } from './report-exchange.js';
import { compared, noCounts, type Counts, type Summary } from './summary.js';

export interface HtmlContext {
  readonly map: LoadedMap;
  readonly run: {
    readonly recording: string;
    readonly candidate: { readonly url: string };
    readonly control?: { readonly url: string } | undefined;
  };
  readonly leftOver: ReturnType<Ignores['leftOver']>;
}

const style = `body{font:14px/1.4 system-ui,sans-serif;margin:2em;color:#222}table{border-collapse:collapse;margin:.5em 0}
td,th{border:1px solid #ccc;padding:.15em .5em;text-align:left;vertical-align:top}pre{background:#f6f6f6;padding:.5em;overflow:auto;white-space:pre-wrap;overflow-wrap:anywhere}
mark{background:#fd9}.good{background:#dfd}.some{background:#ffd}.bad{background:#fdd}.none{color:#999}
.sides{display:grid;grid-template-columns:1fr 1fr;gap:1em}summary{cursor:pointer;padding:.2em}h4{margin:.6em 0 .2em}`;

/** One page that needs nothing else, for people: no script, and nothing is loaded. */
export function reportHtml(summary: Summary, { map, run, leftOver }: HtmlContext): string {
  const { url } = run.candidate;
  const exchanges = summary.shown.map((result) =>
    reportExchange(result, { map, candidateUrl: url, recording: run.recording }),
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>holdover parity</title><style>${style}</style></head><body>
<h1>holdover parity</h1>
<p>${escapeMarkup(`${run.control?.url ?? run.recording} against ${url}`)}</p>
${overview(summary)}
<h2>Differences</h2>${groupsTable(summary)}
<h2>Coverage</h2>${grid(summary, map)}
<h2>Not compared</h2>${reasonsTable(summary)}
${leftOverTable(leftOver)}
<h2>Exchanges with unexplained differences</h2>
${exchanges.length < summary.counts.different ? `<p>The first ${exchanges.length} of ${summary.counts.different}; results.jsonl has all.</p>` : ''}
${exchanges.join('\n')}
</body></html>
`;
}

function overview({ total, counts }: Summary): string {
  const cells: [string, number][] = [
    ['exchanges', total],
    ['same', counts.same],
    ['explained', counts.explained],
    ['different', counts.different],
    ['left out', counts['left-out']],
    ['failed', counts.failed],
  ];
  return table(
    cells.map(([name]) => name),
    [cells.map(([, count]) => String(count))],
  );
}

function groupsTable({ groups }: Summary): string {
  if (groups.length === 0) return '<p>None.</p>';
  const rows = groups.map(
    ({ count, route, field, kind, cause, why, example }) =>
      `<tr${cause === 'unexplained' ? ' class="bad"' : ''}>${[
        String(count),
        route,
        field,
        kind,
        cause,
        why ?? '',
      ]
        .map((cell) => `<td>${escapeMarkup(cell)}</td>`)
        .join('')}<td><a href="#x${escapeMarkup(example)}">${escapeMarkup(example)}</a></td></tr>`,
  );
  return `<table><tr><th>number</th><th>entry</th><th>field</th><th>kind</th><th>because</th><th>why</th><th>e.g.</th></tr>${rows.join('')}</table>`;
}

/** Entries of the map by caller: how many were compared, and how many of those without an unexplained difference. */
function grid({ routes }: Summary, map: LoadedMap): string {
  const callers = [...new Set([...routes.values()].flatMap((row) => [...row.callers.keys()]))].sort();
  const ids = [...new Set([...map.routes.map(({ id }) => id), ...routes.keys()])];
  const head = ['entry', 'passed', ...callers].map((name) => `<th>${escapeMarkup(name)}</th>`).join('');
  const rows = ids.map((id) => {
    const row = routes.get(id);
    const cells = [row?.counts, ...callers.map((caller) => row?.callers.get(caller))];
    return `<tr><td>${escapeMarkup(id)}</td>${cells.map(cellOf).join('')}</tr>`;
  });
  return `<table><tr>${head}</tr>${rows.join('')}</table>`;
}

function cellOf(counts: Counts = noCounts()): string {
  const all = compared(counts);
  if (counts.failed > 0) return `<td class="bad">${counts.failed} failed</td>`;
  if (all === 0) return '<td class="none">never</td>';
  const passed = all - counts.different;
  const rate = `${Math.floor((passed / all) * 100)} % of ${all}`;
  const look = counts.different > 0 ? 'bad' : counts.explained > 0 ? 'some' : 'good';
  return `<td class="${look}">${rate}</td>`;
}

function reasonsTable({ reasons }: Summary): string {
  if (reasons.length === 0) return '<p>Nothing was left out.</p>';
  return table(
    ['number', '', 'why'],
    reasons.map(({ count, verdict, why }) => [String(count), verdict, why]),
  );
}

function leftOverTable(leftOver: HtmlContext['leftOver']): string {
  if (leftOver.length === 0) return '';
  const rows = leftOver.map(({ line, fault }) => [
    String(line.line),
    line.route,
    line.path,
    line.owner,
    fault,
  ]);
  return `<h2>Lines of the ignore file</h2>${table(['line', 'entry', 'path', 'owner', ''], rows)}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = (tag: string, texts: readonly string[]): string =>
    `<tr>${texts.map((text) => `<${tag}>${escapeMarkup(text)}</${tag}>`).join('')}</tr>`;
  return `<table>${cells('th', head)}${rows.map((row) => cells('td', row)).join('')}</table>`;
}
