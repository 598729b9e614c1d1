import { othersOf, type UsageKey, type UsageRow } from './usage-book.js';
import type { UsageStore } from './usage-ledger.js';
import { sumsOf } from './usage-text.js';

/** The same shape as in `state/shared-state.ts`, because siblings of a layer do not import each other. */
interface TallyLine {
  readonly key: string;
  readonly sums: readonly number[];
  readonly first: number;
  readonly last: number;
}

/** Numbers that all replicas add to. */
export interface SharedTally {
  add(id: string, lines: readonly (TallyLine & { readonly beyond: string })[]): Promise<void>;
  read(): Promise<readonly TallyLine[]>;
}

/** Keeps the counts of all replicas together. Malformed lines, written by others under our keys, are left out. */
export function usageTally(tally: SharedTally): UsageStore {
  return {
    kind: 'redis',
    add: (id, rows) => tally.add(id, rows.map(lineOf)),
    read: async () => rowsOf(await tally.read()),
  };
}

/** The reverse: a tally on top of a store, for several processes. */
export function tallyOver(store: UsageStore): SharedTally {
  return {
    add: (id, lines) => store.add(id, rowsOf(lines)),
    read: async () => (await store.read()).map(lineOf),
  };
}

function lineOf(row: UsageRow): TallyLine & { readonly beyond: string } {
  return {
    key: printKey(row),
    beyond: printKey(othersOf(row)),
    sums: sumsOf(row),
    first: row.first,
    last: row.last,
  };
}

function rowsOf(lines: readonly TallyLine[]): UsageRow[] {
  return lines.flatMap(({ key, sums, first, last }) => {
    const named = readKey(key);
    const [requests, clientErrors, serverErrors, lossy] = sums;
    if (named === undefined || requests === undefined || clientErrors === undefined) return [];
    if (serverErrors === undefined || lossy === undefined || !isMoment(first) || !isMoment(last)) return [];
    return [{ ...named, requests, clientErrors, serverErrors, lossy, first, last }];
  });
}

/** Whether a date can show it (ECMA-262, section 21.4.1.1): others who write to the store could make up any number. */
function isMoment(ms: number): boolean {
  return ms <= 8.64e15;
}

/** JSON, because a client id may hold any character. */
function printKey({ caller, client, route }: UsageKey): string {
  return JSON.stringify([caller, client, route]);
}

function readKey(text: string): UsageKey | undefined {
  try {
    const [caller, client, route] = JSON.parse(text) as unknown[];
    if (typeof caller !== 'string' || typeof client !== 'string' || typeof route !== 'string')
      return undefined;
    return { caller, client, route };
  } catch {
    return undefined;
  }
}
