import { explain, type Explanation } from '../../../map/print/explain.js';
import type { ExplainedStep } from '../../../map/print/explain-steps.js';
import type { LoadedMap } from '../../../map/load-map.js';
import { splitTarget } from '../../../syntax/split-target.js';
import { contentOf } from '../../compare/compare-replies.js';
import { escapeMarkup } from '../escape-markup.js';
import type { Cause, ExplainedDifference } from '../../compare/explain-differences.js';
import { writeBody } from '../../read-body.js';
import type { Result } from '../../result.js';
import { causeLabel, causeSentence } from './cause-label.js';
import { diffView } from './diff-view.js';
import { unmadeHint } from './difference-list.js';
import { quoted } from './quoted.js';
import { counted } from '../../../syntax/counted.js';

const mostText = 300;
const mostDifferences = 60;

export interface ExchangeContext {
  readonly map: LoadedMap;
  readonly candidateUrl: string;
  /** Command line that repeats this exchange with `--only ID`. */
  readonly command: string;
  /** Name of a caller in the report. */
  readonly nameOf: (caller: string) => string;
}

/** One exchange: what differs and why, both replies side by side, the v2 calls behind it, and how to repeat it. */
export function exchangeView(result: Result, context: ExchangeContext): string {
  const { id, route = 'no entry', method, target, caller, replies, differences, verdict } = result;
  const [name, count] = [escapeMarkup(id), differences.length];
  return `<details class="exchange ${verdict}">
<summary><b class="verdict">${verdict}</b><code class="id">${name}</code><code class="asked"><b>${escapeMarkup(method)}</b> ${escapeMarkup(target)}</code><span class="entry">${escapeMarkup(route)}</span><span class="who">${escapeMarkup(context.nameOf(caller))}</span><span class="count">${counted(count, 'difference')}</span></summary>
<div class="inside" id="x${name}">
${replies === undefined ? '' : diffView(replies, differences)}
<details class="each"><summary>Difference by difference</summary>${differencesOf(differences)}</details>
<div class="pair"><section><h4>v2 calls that the map makes of it</h4>${callsOf(result, context)}</section>
<section><h4>Again</h4>${againOf(result, context)}</section></div>
</div></details>`;
}

function differencesOf(differences: readonly ExplainedDifference[]): string {
  const rows = differences
    .slice(0, mostDifferences)
    .map(({ path, kind, control, candidate, cause, after }) => {
      const cells = [`<code>${escapeMarkup(path)}</code>`, kind, codeOf(control), codeOf(candidate)];
      return `<tr class="${markOf(cause)}">${cells.map((cell) => `<td>${cell}</td>`).join('')}<td title="${escapeMarkup(causeSentence(cause))}">${escapeMarkup(causeLabel(cause))}${unmadeHint(after)}</td></tr>`;
    });
  const more = differences.length - rows.length;
  return `<table class="differences"><thead><tr><th>where</th><th>kind</th><th>v1</th><th>holdover</th><th>because of</th></tr></thead><tbody>${rows.join('')}</tbody></table>${more > 0 ? `<p class="soft">and ${more} more; results.jsonl has all.</p>` : ''}`;
}

function markOf({ kind }: Cause): string {
  return kind === 'unexplained' ? 'different' : 'explained';
}

function codeOf(value: unknown): string {
  const text = value === undefined ? '' : JSON.stringify(value);
  return `<code>${escapeMarkup(text.length > mostText ? `${text.slice(0, mostText)}...` : text)}</code>`;
}

/** The calls as `holdover explain` prints them; a value from a v2 answer stands there as `{step.field}`. */
function callsOf(result: Result, { map }: ExchangeContext): string {
  const { steps, refusal } = explained(result, map);
  if (refusal !== undefined) return `<p class="soft">None: ${escapeMarkup(refusal.sentence)}</p>`;
  if (steps.length === 0) return '<p class="soft">None.</p>';
  return `<ol class="calls">${steps.map((step) => `<li>${stepOf(step)}</li>`).join('')}</ol>`;
}

/** A recording does not tell which client is the global one: a client counts as it if no other may ask this. */
function explained({ method, target, body, caller }: Result, map: LoadedMap): Explanation {
  const asked = { method, ...splitTarget(target), body: contentOf(body) };
  const kind = caller === 'none' ? 'anonymous' : caller.startsWith('user:') ? 'user' : 'app';
  const first = explain(map, { ...asked, caller: { kind } });
  if (first.refusal === undefined || kind !== 'app') return first;
  const second = explain(map, { ...asked, caller: { kind: 'global' } });
  return second.refusal === undefined ? second : first;
}

function stepOf(step: ExplainedStep): string {
  if (step.kind === 'compute') {
    const value = step.value === undefined ? "from v2's answer" : JSON.stringify(step.value);
    return `<span class="soft">${escapeMarkup(step.name)}</span> <code>${escapeMarkup(value)}</code>`;
  }
  const { method, path, query, body, scopes, lookup, absent, each } = step;
  const asked = query.length === 0 ? path : `${path}?${query.map((pair) => pair.join('=')).join('&')}`;
  const notes = [
    ...(lookup === undefined ? [] : [`look-up ${lookup}`]),
    ...(step.when === undefined ? [] : [`only if ${step.when} is there`]),
    ...(step.onceConfirmed ? ['once it is confirmed'] : []),
    ...(step.lastPage === undefined ? [] : [`up to page ${step.lastPage}`]),
    ...(step.allPages ? ['through all pages'] : []),
    ...(scopes.length === 0 ? [] : [`scope ${scopes.join(' or ')}`]),
  ];
  return [
    `<code><b>${escapeMarkup(method)}</b> ${escapeMarkup(asked)}</code>`,
    ...(body === undefined ? [] : [`<code class="body">${escapeMarkup(JSON.stringify(body))}</code>`]),
    ...(notes.length === 0 ? [] : [`<small>${escapeMarkup(notes.join(', '))}</small>`]),
    ...(absent === undefined ? [] : [`<div><small>where v2 answers 404:</small> ${stepOf(absent)}</div>`]),
    ...(each === undefined ? [] : [`<div><small>for each item:</small> ${stepOf(each)}</div>`]),
  ].join(' ');
}

function againOf(result: Result, { command, candidateUrl }: ExchangeContext): string {
  const { id, method, target, body } = result;
  const data = writeBody(body);
  const type = body !== undefined && 'json' in body ? " -H 'Content-Type: application/json'" : '';
  const sent = data === undefined ? '' : `${type} \\\n  --data-raw ${quoted(data)}`;
  const curl = `curl -i -X ${method} -H "Authorization: Bearer $TOKEN"${sent} \\\n  ${quoted(`${candidateUrl}${target}`)}`;
  const parity = `${command} --only ${quoted(id)} --out ${quoted(`parity-${id}`)}`;
  return `<pre>${escapeMarkup(parity)}</pre><pre>${escapeMarkup(curl)}</pre>`;
}
