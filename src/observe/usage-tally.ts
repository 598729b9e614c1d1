import { othersOf, type UsageKey, type UsageRow } from './usage-book.js';
import type { UsageStore } from './usage-ledger.js';
import { sumsOf } from './usage-text.js';

/** Numbers under one key, see `state/shared-state.ts` (structurally the same, layers do not import siblings). */
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

/** Keeps the counts of all replicas together. What others have written there under our keys is left out. */
export function usageTally(tally: SharedTally): UsageStore {
  return {
    kind: 'redis',
    add: (id, rows) => tally.add(id, rows.map(lineOf)),
    read: async () => rowsOf(await tally.read()),
  };
}

/** The other way round: a store that several processes add to. */
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

/** Whoever else may write to the store could make up one that no date can tell (ECMA-262, section 21.4.1.1). */
function isMoment(ms: number): boolean {
  return ms <= 8.64e15;
}

/** JSON, because a client id may hold any sign. */
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
