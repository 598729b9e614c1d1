import type { UsageCount, UsageRow } from './usage-book.js';

/** The usage file: one JSON object with a row in each line, for people who look into it. */
export function printUsage(rows: readonly UsageRow[]): string {
  const lines = rows.map((row) =>
    JSON.stringify({ ...row, first: isoTime(row.first), last: isoTime(row.last) }),
  );
  return `{"holdover":"usage","version":1,"rows":[\n${lines.join(',\n')}\n]}\n`;
}

/** @throws Error for a text that is no usage file, or one of another version */
export function parseUsage(text: string): UsageRow[] {
  const found: unknown = JSON.parse(text);
  if (
    !isObject(found) ||
    found['holdover'] !== 'usage' ||
    found['version'] !== 1 ||
    !Array.isArray(found['rows'])
  )
    throw new Error('It is no usage file of this version.');
  return found['rows'].map((row: unknown, at) => {
    const read = isObject(row) ? readRow(row) : undefined;
    if (read === undefined) throw new Error(`Row ${at + 1} is no row of a usage file.`);
    return read;
  });
}

export function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}

/** How people are shown a client: its id, and its name where it has one. */
export function clientLabel(
  { client, name }: { readonly client: string; readonly name?: string | undefined },
  nobody: string,
): string {
  if (client === '') return nobody;
  return name === undefined ? client : `${client} (${name})`;
}

/** The counts as a list of sums, for a store that knows nothing of usage. */
export function sumsOf({ requests, clientErrors, serverErrors, lossy }: UsageCount): number[] {
  return [requests, clientErrors, serverErrors, lossy];
}

function readRow(row: Record<string, unknown>): UsageRow | undefined {
  const { caller, client, route } = row;
  const [requests, clientErrors, serverErrors, lossy] = countNames.map((name) => wholeOf(row[name]));
  const [first, last] = [timeOf(row['first']), timeOf(row['last'])];
  if (typeof caller !== 'string' || typeof client !== 'string' || typeof route !== 'string') return undefined;
  if (requests === undefined || clientErrors === undefined || serverErrors === undefined) return undefined;
  if (lossy === undefined || first === undefined || last === undefined) return undefined;
  return { caller, client, route, requests, clientErrors, serverErrors, lossy, first, last };
}

const countNames = ['requests', 'clientErrors', 'serverErrors', 'lossy'] as const;

function wholeOf(value: unknown): number | undefined {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : undefined;
}

function timeOf(value: unknown): number | undefined {
  const ms = typeof value === 'string' ? Date.parse(value) : NaN;
  return Number.isNaN(ms) ? undefined : ms;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
