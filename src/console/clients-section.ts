import { scopesToGrantFor } from '../map/scope-set.js';
import { clientLabel } from '../observe/usage/usage-text.js';
import { html, type Markup } from './markup.js';
import { code, table } from './table.js';
import type { ShownClient, ShownRow, ShownUsage } from './shown.js';
import { counted } from '../syntax/counted.js';

/** The clients that still call v1, with the operations that each calls and their replacements. */
export function clientsSection({ usage, at }: { usage: ShownUsage; at: Date }): Markup {
  const { clients } = usage;
  const called = byCaller(usage.rows);
  return html`<section id="clients">
    <h2>Who still calls v1</h2>
    ${caveats(usage)} ${clients.length === 0 ? html`<p>Nobody has called yet.</p>` : overview(clients, at)}
    ${clients.map((client, n) => operations(client, { n, own: called.get(keyOf(client)) ?? [] }))}
  </section>`;
}

function caveats({ kept, whole, full }: ShownUsage): Markup[] {
  const memory = 'Counted since this process began: a HOLDOVER_USAGE_FILE, or Redis, keeps the counts.';
  return [
    ...(kept === 'memory' ? [html`<p class="soft">${memory}</p>`] : []),
    ...(whole
      ? []
      : [html`<p class="warn">Where the counts are kept is away: these are but the latest of them.</p>`]),
    ...(full
      ? [html`<p class="warn">There was no room for all: the caller "other" stands for several.</p>`]
      : []),
  ];
}

/** In the order of the report: last call, oldest first. */
function overview(clients: readonly ShownClient[], at: Date): Markup {
  const head = [
    'Client',
    'Caller',
    'Operations',
    'Requests',
    '4xx',
    '5xx',
    'Lossy',
    'First',
    'Last',
    'Quiet for',
  ];
  return table(
    head,
    clients.map(
      (row, n) =>
        html`<tr>
          <td>${row.routes === 0 ? nameOf(row) : html`<a href="#client-${n}">${nameOf(row)}</a>`}</td>
          <td>${row.caller}</td>
          ${[row.routes, row.requests, row.clientErrors, row.serverErrors, row.lossy].map(number)}
          ${time(row.first)} ${time(row.last)}
          <td>${row.last === null ? '' : quiet(row.last, at)}</td>
        </tr> `,
    ),
  );
}

function operations(client: ShownClient, { n, own }: { n: number; own: readonly ShownRow[] }): Markup {
  if (own.length === 0) return html``;
  const head = ['Operation', 'Requests', '4xx', '5xx', 'Lossy', 'Last', 'Call instead', 'Scopes'];
  return html`<h3 id="client-${n}">${nameOf(client)}, ${client.caller}</h3>
    ${table(
      head,
      own.map(
        (row) =>
          html`<tr>
            <td>${row.v1.length === 0 ? code([row.route]) : code(row.v1)}</td>
            ${[row.requests, row.clientErrors, row.serverErrors, row.lossy].map(number)} ${time(row.last)}
            <td>${row.gone ?? code(row.v2)}</td>
            <td>${code(scopesToGrantFor(row.scopes))}</td>
          </tr> `,
      ),
    )}`;
}

/** Grouped once, because there may be thousands of clients and rows. */
function byCaller(rows: readonly ShownRow[]): Map<string, ShownRow[]> {
  const called = new Map<string, ShownRow[]>();
  for (const row of rows) {
    const own = called.get(keyOf(row));
    if (own === undefined) called.set(keyOf(row), [row]);
    else own.push(row);
  }
  return called;
}

function keyOf({ caller, client }: Pick<ShownRow, 'caller' | 'client'>): string {
  return `${caller} ${client}`;
}

function number(value: number): Markup {
  return html`<td class="number">${value}</td>`;
}

function nameOf(client: ShownClient): string {
  return clientLabel(client, '(no name)');
}

/** `2015-04-01 09:30`, in UTC. */
function time(iso: string | null): Markup {
  return html`<td class="time">${iso === null ? 'never' : iso.slice(0, 16).replace('T', ' ')}</td>`;
}

const dayMs = 86_400_000;

function quiet(last: string, at: Date): string {
  const days = Math.floor((at.getTime() - Date.parse(last)) / dayMs);
  return days < 1 ? 'less than a day' : counted(days, 'day');
}
