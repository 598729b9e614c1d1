import { othersOf, type UsageKey } from './usage-book.js';
import type { UsageStore } from './usage-ledger.js';
import { sumsOf } from './usage-text.js';

/** Numbers that all replicas add to, see `state/shared-state.ts` (structurally the same, layers do not import siblings). */
export interface SharedTally {
  add(
    id: string,
    lines: readonly {
      readonly key: string;
      readonly beyond: string;
      readonly sums: readonly number[];
      readonly first: number;
      readonly last: number;
    }[],
  ): Promise<void>;
  read(): Promise<
    readonly {
      readonly key: string;
      readonly sums: readonly number[];
      readonly first: number;
      readonly last: number;
    }[]
  >;
}

/** Keeps the counts of all replicas together. What others have written there under our keys is left out. */
export function usageTally(tally: SharedTally): UsageStore {
  return {
    kind: 'redis',
    add: (id, rows) =>
      tally.add(
        id,
        rows.map((row) => ({
          ...{ key: printKey(row), beyond: printKey(othersOf(row)) },
          ...{ sums: sumsOf(row), first: row.first, last: row.last },
        })),
      ),
    read: async () => {
      const lines = await tally.read();
      return lines.flatMap(({ key, sums, first, last }) => {
        const named = readKey(key);
        const [requests, clientErrors, serverErrors, lossy] = sums;
        if (named === undefined || requests === undefined || clientErrors === undefined) return [];
        if (serverErrors === undefined || lossy === undefined) return [];
        return [{ ...named, requests, clientErrors, serverErrors, lossy, first, last }];
      });
    },
  };
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
