import { explain } from '../map/explain.js';
import type { LoadedMap } from '../map/load-map.js';
import { contentOf } from './compare-replies.js';
import { escapeMarkup } from './escape-markup.js';
import { writeBody } from './read-body.js';
import type { RecordedReply } from './recording.js';
import type { Result } from './result.js';

const mostLines = 400;
const mostText = 300;

export interface ExchangeContext {
  readonly map: LoadedMap;
  readonly candidateUrl: string;
  readonly recording: string;
}

/** One exchange with an unexplained difference: the differences, both replies side by side, and how to repeat it. */
export function reportExchange(result: Result, context: ExchangeContext): string {
  const { id, route = 'no entry', method, target, caller, replies } = result;
  const title = `${id} <b>${escapeMarkup(route)}</b> ${escapeMarkup(`${method} ${target}`)}`;
  return `<details id="x${escapeMarkup(id)}"><summary>${title} <small>${escapeMarkup(caller)}</small></summary>
${differencesOf(result)}
${replies === undefined ? '' : sideBySide(replies.control, replies.candidate)}
<h4>v2 calls of this request</h4><pre>${escapeMarkup(callsOf(result, context))}</pre>
<h4>Again</h4><pre>${escapeMarkup(`${curlOf(result, context)}\nholdover parity ${quoted(context.recording)} --candidate ${quoted(context.candidateUrl)} --only ${id}`)}</pre>
</details>`;
}

function differencesOf({ differences }: Result): string {
  const rows = differences.map(({ path, kind, control, candidate, cause }) => {
    const because = cause.kind === 'loss' ? `loss ${cause.id}` : cause.kind;
    const cells = [path, kind, shortJson(control), shortJson(candidate), because];
    const mark = cause.kind === 'unexplained' ? ' class="bad"' : '';
    return `<tr${mark}>${cells.map((cell) => `<td>${escapeMarkup(cell)}</td>`).join('')}</tr>`;
  });
  return `<table><tr><th>where</th><th>kind</th><th>v1</th><th>holdover</th><th>because</th></tr>${rows.join('')}</table>`;
}

function sideBySide(control: RecordedReply, candidate: RecordedReply): string {
  const [a, b] = [linesOf(control), linesOf(candidate)];
  return `<div class="sides"><div><h4>v1</h4>${column(a, b)}</div><div><h4>holdover</h4>${column(b, a)}</div></div>`;
}

function linesOf({ status, headers, body }: RecordedReply): string[] {
  const content = contentOf(body);
  const text = typeof content === 'string' ? content : prettyJson(content);
  const named = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return [`status: ${status}`, ...named, '', ...text.split('\n')].slice(0, mostLines);
}

function prettyJson(value: unknown): string {
  return value === undefined ? '' : JSON.stringify(value, null, 2);
}

/** Lines that the other side has not are marked. A comma at the end says only that something follows. */
function column(lines: readonly string[], others: readonly string[]): string {
  const bare = (line: string): string => line.replace(/,$/, '');
  const there = new Set(others.map(bare));
  const shown = lines.map((line) =>
    there.has(bare(line)) ? escapeMarkup(line) : `<mark>${escapeMarkup(line)}</mark>`,
  );
  return `<pre>${shown.join('\n')}${lines.length === mostLines ? '\n...' : ''}</pre>`;
}

/** As `holdover explain` has them; what only v2's answers know stands there as `{step.field}`. */
function callsOf({ method, target, body }: Result, { map }: ExchangeContext): string {
  const cut = target.indexOf('?');
  const [path, query] = cut === -1 ? [target, ''] : [target.slice(0, cut), target.slice(cut + 1)];
  const { steps, refusal } = explain(map, { method, path, query, body: contentOf(body) });
  if (refusal !== undefined) return `none: ${refusal.sentence}`;
  return steps.map((step) => JSON.stringify(step, null, 1).replace(/\n\s*/g, ' ')).join('\n');
}

function curlOf({ method, target, body }: Result, { candidateUrl }: ExchangeContext): string {
  const data = writeBody(body);
  const type = body !== undefined && 'json' in body ? " -H 'Content-Type: application/json'" : '';
  return `curl -i -X ${method} -H "Authorization: Bearer $TOKEN"${data === undefined ? '' : `${type} -d ${quoted(data)}`} ${quoted(`${candidateUrl}${target}`)}`;
}

/** For a POSIX shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function shortJson(value: unknown): string {
  const text = value === undefined ? '' : JSON.stringify(value);
  return text.length > mostText ? `${text.slice(0, mostText)}...` : text;
}
