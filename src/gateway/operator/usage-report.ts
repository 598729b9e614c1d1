import { listRoute } from '../../map/print/list-routes.js';
import type { Route } from '../../map/route.js';
import type { UsageCount, UsageRow } from '../../observe/usage/usage-book.js';
import { UsageBook } from '../../observe/usage/usage-book.js';
import type { UsageFound } from '../../observe/usage/usage-ledger.js';
import { isoTime } from '../../observe/usage/usage-text.js';

/** Who still calls v1, for the migration to v2. Times are ISO 8601 in UTC. */
export interface UsageReport {
  /** Where the counts are kept; `memory` is lost when the process ends. */
  readonly kept: UsageFound['kept'];
  /** False: the store is unreachable, and these are only the counts not yet delivered to it. */
  readonly whole: boolean;
  /** There were too many rows: some are counted under the caller `other`, without a client. */
  readonly full: boolean;
  readonly clients: readonly ReportedClient[];
  readonly rows: readonly ReportedRow[];
}

type Counts = Omit<UsageCount, 'first' | 'last'>;

export interface ReportedClient extends Counts {
  readonly client: string;
  /** Its name in the clients file. */
  readonly name?: string | undefined;
  readonly caller: string;
  /** Number of v1 operations that it has called. */
  readonly routes: number;
  /** Null for a client of the clients file that has never called. */
  readonly first: string | null;
  readonly last: string | null;
}

export interface ReportedRow extends Counts {
  readonly client: string;
  readonly name?: string | undefined;
  readonly caller: string;
  readonly route: string;
  readonly first: string;
  readonly last: string;
  /** The v1 lines of the entry, and the v2 calls that replace it; empty where the map no longer has the entry. */
  readonly v1: readonly string[];
  readonly v2: readonly string[];
  /** One list per call that needs a scope; any scope of a list suffices. */
  readonly scopes: readonly (readonly string[])[];
  readonly gone: string | undefined;
}

export interface UsageReportOptions {
  /** The routes of the map. */
  readonly routes: readonly Route[];
  /** The clients of the clients file. */
  readonly listed: readonly { readonly clientId: string; readonly kind: string; readonly name?: string }[];
}

/** Rows are sorted by client, then by number of requests, highest first; clients by last call, oldest first. */
export function usageReport(found: UsageFound, { routes, listed }: UsageReportOptions): UsageReport {
  const replacements = new Map(routes.map((route) => [route.id, route]));
  const rows = found.rows.map((row) => reported(row, replacements.get(row.route)));
  const names = new Map(listed.map(({ clientId, name }) => [clientId, name]));
  const named = <T extends { readonly client: string }>(row: T): T & { name?: string } => {
    const name = names.get(row.client);
    return name === undefined ? row : { ...row, name };
  };
  return {
    kept: found.kept,
    whole: found.whole,
    full: found.rows.some(({ caller }) => caller === 'other'),
    clients: [...silent(found.rows, listed), ...clientsOf(found.rows)].map(named),
    rows: rows
      .sort((a, b) => compare(a.client, b.client) || compare(a.caller, b.caller) || b.requests - a.requests)
      .map(named),
  };
}

function reported({ first, last, ...row }: UsageRow, route: Route | undefined): ReportedRow {
  const times = { first: isoTime(first), last: isoTime(last) };
  if (row.route === 'token') return { ...row, ...times, ...tokenReplacement };
  if (route === undefined) return { ...row, ...times, v1: [], v2: [], scopes: [], gone: undefined };
  const { v1, v2, scopes, gone } = listRoute(route);
  return { ...row, ...times, v1, v2: [...new Set(v2)], scopes, gone };
}

/** The token endpoint is no entry of the map: a v2 token comes from the same path. */
const tokenReplacement = {
  v1: ['POST /oauth/token'],
  v2: ['POST /oauth/token with audience'],
  scopes: [],
  gone: undefined,
};

function clientsOf(rows: readonly UsageRow[]): ReportedClient[] {
  const book = new UsageBook(Infinity);
  const routes = new Map<string, number>();
  for (const row of rows) {
    book.add({ ...row, route: '' }, row);
    routes.set(nameOf(row), (routes.get(nameOf(row)) ?? 0) + 1);
  }
  return book
    .rows()
    .sort((a, b) => a.last - b.last)
    .map(({ caller, client, requests, clientErrors, serverErrors, lossy, first, last }) => ({
      client,
      caller,
      requests,
      clientErrors,
      serverErrors,
      lossy,
      routes: routes.get(nameOf({ caller, client })) ?? 0,
      first: isoTime(first),
      last: isoTime(last),
    }));
}

/** Clients of the clients file that have called nothing. */
function silent(rows: readonly UsageRow[], listed: UsageReportOptions['listed']): ReportedClient[] {
  const heard = new Set(rows.map(({ client }) => client));
  const nothing = {
    requests: 0,
    clientErrors: 0,
    serverErrors: 0,
    lossy: 0,
    routes: 0,
    first: null,
    last: null,
  };
  return listed
    .filter(({ clientId }) => !heard.has(clientId))
    .map(({ clientId, kind }) => ({ client: clientId, caller: kind, ...nothing }));
}

function nameOf({ caller, client }: { caller: string; client: string }): string {
  return `${caller} ${client}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
