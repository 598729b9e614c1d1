import type { ReportedRow, UsageReport } from '../gateway/operator/usage-report.js';
import { scopesToGrantFor } from '../map/scope-set.js';
import { clientLabel } from '../observe/usage/usage-text.js';

/** The table of `holdover usage`: one line per client and operation, with the call that replaces it. */
export function printUsageReport({ rows, clients }: UsageReport): string {
  const head = ['client', 'caller', 'route', 'requests', '4xx', '5xx', 'lossy', 'last', 'instead [scopes]'];
  const table = rows.map((row) => [
    ...[nameOf(row), row.caller, row.route, row.requests, row.clientErrors, row.serverErrors, row.lossy],
    ...[row.last, instead(row)],
  ]);
  const never = clients.filter(({ last }) => last === null).map(nameOf);
  const silent = never.length === 0 ? '' : `\nnever called: ${shown(never.join(', '))}\n`;
  return `${inColumns([head, ...table])}${silent}`;
}

/** One line per client, in the order of the report: last call, oldest first. */
export function printClients(clients: UsageReport['clients']): string {
  const head = ['client', 'caller', 'operations', 'requests', 'first', 'last'];
  const table = clients.map((row) => [
    ...[nameOf(row), row.caller, row.routes, row.requests, row.first ?? 'never', row.last ?? 'never'],
  ]);
  return inColumns([head, ...table]);
}

/** RFC 4180. */
export function usageAsCsv({ rows }: UsageReport): string {
  const head = 'client,caller,route,requests,client_errors,server_errors,lossy,first,last,v1,v2,scopes,name';
  const lines = rows.map((row) =>
    [
      ...[row.client, row.caller, row.route, row.requests, row.clientErrors, row.serverErrors, row.lossy],
      ...[row.first, row.last, row.v1.join('; '), row.gone ?? row.v2.join('; '), scopesOf(row)],
      row.name ?? '',
    ]
      .map(csvCell)
      .join(','),
  );
  return [head, ...lines].map((line) => `${line}\r\n`).join('');
}

/** A spreadsheet evaluates cells that begin like this; a leading apostrophe makes them text. */
const formula = /^[=+\-@\t\r\n]/;

function csvCell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const text = formula.test(value) ? `'${value}` : value;
  return /[",\r\n']/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function instead(row: ReportedRow): string {
  if (row.gone !== undefined) return 'gone';
  const scopes = scopesOf(row);
  return `${row.v2.join(', ')}${scopes === '' ? '' : ` [${scopes}]`}`;
}

function scopesOf({ scopes }: ReportedRow): string {
  return scopesToGrantFor(scopes).join(' ');
}

function nameOf(row: Pick<ReportedRow, 'client' | 'name'>): string {
  return clientLabel(row, '-');
}

function inColumns(rows: readonly (readonly (string | number)[])[]): string {
  const cells = rows.map((row) => row.map((cell) => shown(String(cell))));
  const widths = (cells[0] ?? []).map((_, at) => Math.max(...cells.map((row) => row[at]?.length ?? 0)));
  const lines = cells.map((row) => row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  '));
  return lines.map((line) => `${line.trimEnd()}\n`).join('');
}

/** Replaces control characters: a client id may hold terminal escapes. */
function shown(text: string): string {
  return text.replace(/\p{C}/gu, '?');
}
