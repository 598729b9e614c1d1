import type { ListedRoute } from '../map/print/list-routes.js';
import type { UsageCount, UsageKey } from '../observe/usage/usage-book.js';
import type { UsageStore } from '../observe/usage/usage-ledger.js';
import type { Standing } from '../state/shared-state.js';

/** The data that the page shows, a part of `/readyz`, `/usage` and `/routes`. Times are ISO 8601 in UTC. */
export interface Shown {
  readonly ready: boolean;
  readonly state: ShownState;
  readonly usage: ShownUsage;
  readonly routes: readonly ListedRoute[];
}

export interface ShownState {
  readonly draining: boolean;
  readonly upstreamToken: 'ok' | 'waiting' | 'not needed';
  readonly sharedState: Standing;
  readonly workers?: { readonly serving: number; readonly of: number };
}

type Counts = Omit<UsageCount, 'first' | 'last'>;

export interface ShownClient extends Counts, Omit<UsageKey, 'route'> {
  /** Its name in the clients file. */
  readonly name?: string | undefined;
  /** Number of v1 operations that it has called. */
  readonly routes: number;
  readonly first: string | null;
  readonly last: string | null;
}

export interface ShownRow extends Counts, UsageKey, Pick<ListedRoute, 'v1' | 'v2' | 'scopes' | 'gone'> {
  readonly last: string;
}

export interface ShownUsage {
  readonly kept: UsageStore['kind'];
  readonly whole: boolean;
  readonly full: boolean;
  readonly clients: readonly ShownClient[];
  readonly rows: readonly ShownRow[];
}
