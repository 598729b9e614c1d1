import type { LoadedMap } from '../../map/load-map.js';
import type { CallerCredentials } from '../clients/caller-tokens.js';
import { escapeMarkup } from './escape-markup.js';
import { callerColumns, callerName } from './html/caller-columns.js';
import { coverageGrid } from './html/coverage-grid.js';
import { explainedList, unexplainedList } from './html/difference-list.js';
import { exchangeView } from './html/exchange-view.js';
import { quoted } from './html/quoted.js';
import { shareBar } from './html/share-bar.js';
import { style } from './html/style.js';
import type { Ignores } from '../compare/ignore-file.js';
import { verdicts } from '../result.js';
import { compared, exitCodeOf, type Summary } from './summary.js';
import { counted } from '../../syntax/counted.js';

export interface HtmlContext {
  readonly map: LoadedMap;
  readonly run: {
    readonly recording: string;
    readonly candidate: { readonly url: string };
    readonly control?: { readonly url: string } | undefined;
    readonly clients: readonly CallerCredentials[];
    readonly command?: string | undefined;
  };
  readonly leftOver: ReturnType<Ignores['leftOver']>;
  /** When the run ended. */
  readonly at: Date;
}

/** The report for people: one page, without scripts or external resources. */
export function reportHtml(summary: Summary, context: HtmlContext): string {
  const parts = [
    overview(summary, context),
    unexplained(summary),
    coverage(summary, context),
    explained(summary),
    exchanges(summary, context),
    notCompared(summary, context),
  ];
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>holdover parity: ${escapeMarkup(headline(summary))}</title><style>${style}</style></head><body>
<header><nav aria-label="Sections"><b>holdover parity</b>${summary.counts.different > 0 ? '<a href="#unexplained">Unexplained</a>' : ''}<a href="#coverage">Coverage</a><a href="#explained">Explained</a><a href="#exchanges">Exchanges</a><a href="#rest">Not compared</a></nav></header>
<main>
${parts.join('\n')}
</main></body></html>
`;
}

function headline(summary: Summary): string {
  const { counts } = summary;
  const exitCode = exitCodeOf(summary);
  if (exitCode === 2 && counts.failed === 0) return 'Nothing was compared.';
  if (exitCode === 2) return `${counts.failed} could not be compared.`;
  if (exitCode === 1) return `${counts.different} differ, and nothing explains it.`;
  return counts.explained === 0
    ? 'holdover answers as v1 did.'
    : 'holdover answers as v1 did, or it is explained.';
}

function overview(summary: Summary, { run, at, map }: HtmlContext): string {
  const { counts, total, never, routes } = summary;
  const figures = verdicts.map(
    (verdict) => `<li class="${verdict}"><b>${counts[verdict]}</b> ${verdict.replace('-', ' ')}</li>`,
  );
  const callers = new Set([...routes.values()].flatMap((row) => [...row.callers.keys()])).size;
  const moment = `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return `<section class="overview"><h1 class="exit${exitCodeOf(summary)}">${escapeMarkup(headline(summary))}</h1>
<p><code>${escapeMarkup(run.control?.url ?? run.recording)}</code> <span class="soft">asked again of</span> <code>${escapeMarkup(run.candidate.url)}</code></p>
${shareBar(counts)}<ul class="figures">${figures.join('')}</ul>
<p class="soft">${counted(total, 'exchange')} of ${counted(callers, 'caller')}; ${map.routes.length - never.length} of ${map.routes.length} entries of the map compared; ${moment}; exit code ${exitCodeOf(summary)}.</p></section>`;
}

function shownIds({ shown, examples }: Summary): ReadonlySet<string> {
  return new Set([...shown, ...examples].map(({ id }) => id));
}

function unexplained(summary: Summary): string {
  const groups = summary.groups.filter(({ cause }) => cause === 'unexplained');
  if (groups.length === 0) return '';
  return `<section id="unexplained"><h2>Nothing explains</h2>${unexplainedList(groups, shownIds(summary))}</section>`;
}

function explained(summary: Summary): string {
  const groups = summary.groups.filter(({ cause }) => cause !== 'unexplained');
  const list =
    groups.length === 0 ? '<p class="soft">Nothing.</p>' : explainedList(groups, shownIds(summary));
  return `<section id="explained"><h2>Explained differences</h2>${list}</section>`;
}

function coverage(summary: Summary, { map, run }: HtmlContext): string {
  const columns = callerColumns(summary.routes, run.clients);
  return `<section id="coverage"><h2>Coverage</h2>
<p class="soft">Entries of the map by caller. Passed is what has no unexplained difference, of what was compared.</p>
${coverageGrid(summary, { map, columns })}</section>`;
}

function exchanges(summary: Summary, { map, run }: HtmlContext): string {
  const { shown, examples, counts } = summary;
  const { recording, candidate } = run;
  const context = {
    map,
    candidateUrl: candidate.url,
    command: run.command ?? `holdover parity ${quoted(recording)} --candidate ${quoted(candidate.url)}`,
    nameOf: (caller: string) => callerName(caller, run.clients),
  };
  const list = [...shown, ...examples].map((result) => exchangeView(result, context));
  const which = [
    counts.different > shown.length
      ? `The first ${shown.length} of ${counts.different} that differ, `
      : `All ${counts.different} that differ, `,
    'and the first of each kind of explained difference. results.jsonl has every exchange.',
  ].join('');
  return `<section id="exchanges"><h2>Exchanges</h2>${list.length === 0 ? '<p class="soft">None differs.</p>' : `<p class="soft">${which}</p>${list.join('\n')}`}</section>`;
}

function notCompared({ reasons, counts }: Summary, { leftOver }: HtmlContext): string {
  const rows = reasons.map(({ count, verdict, why }) => [String(count), verdict.replace('-', ' '), why]);
  const lines = leftOver.map(({ line, fault }) => [
    String(line.line),
    line.route,
    line.path,
    line.owner,
    fault === 'expired' ? `expired on ${line.expires}: covers nothing` : 'covered nothing',
  ]);
  const all =
    rows.length > 0 ? table(['times', '', 'why'], rows) : '<p class="soft">Nothing was left out.</p>';
  const idle =
    lines.length > 0
      ? `<h3>Lines of the ignore file</h3>${table(['line', 'entry', 'path', 'owner', ''], lines)}`
      : '';
  return `<section id="rest"><h2>Not compared</h2>${compared(counts) === 0 ? '<p>Nothing at all was compared.</p>' : ''}${all}${idle}</section>`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = (tag: string, texts: readonly string[]): string =>
    `<tr>${texts.map((text) => `<${tag}>${escapeMarkup(text)}</${tag}>`).join('')}</tr>`;
  return `<table class="differences"><thead>${cells('th', head)}</thead><tbody>${rows.map((row) => cells('td', row)).join('')}</tbody></table>`;
}
