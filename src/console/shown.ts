import type { ListedRoute } from '../map/list-routes.js';
import type { UsageStore } from '../observe/usage-ledger.js';
import type { Standing } from '../state/shared-state.js';

/** What the page shows: the same as `/readyz`, `/usage` and `/routes` tell, as far as it is shown. Times are ISO 8601 in UTC. */
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

interface Counts {
  readonly requests: number;
  readonly clientErrors: number;
  readonly serverErrors: number;
  readonly lossy: number;
}

export interface ShownClient extends Counts {
  /** Empty where nobody has vouched for one. */
  readonly client: string;
  readonly caller: string;
  /** v1 operations that it has called. */
  readonly routes: number;
  readonly first: string | null;
  readonly last: string | null;
}

export interface ShownRow extends Counts {
  readonly client: string;
  readonly caller: string;
  readonly route: string;
  readonly last: string;
  readonly v1: readonly string[];
  readonly v2: readonly string[];
  /** One list per call that needs a scope; any one of a list suffices. */
  readonly scopes: readonly (readonly string[])[];
  readonly gone: string | undefined;
}

export interface ShownUsage {
  readonly kept: UsageStore['kind'];
  readonly whole: boolean;
  readonly full: boolean;
  readonly clients: readonly ShownClient[];
  readonly rows: readonly ShownRow[];
}
