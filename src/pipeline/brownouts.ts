import type { Brownout } from '../config/brownouts-file.js';
import { GatewayError } from '../errors/gateway-error.js';
import type { Route } from '../map/route.js';
import type { Caller } from '../tokens/caller.js';

/** Refuses a request in a brownout before any v2 call. @throws GatewayError `brownout`, `brownout-of-write` */
export type BrownoutGate = (route: Route, method: string, caller: Pick<Caller, 'kind' | 'clientId'>) => void;

export interface BrownoutGateDeps {
  readonly brownouts: readonly Brownout[];
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** From 0 to less than 1. */
  readonly chance: () => number;
  /** Called at a brownout's first refusal, and at a daily brownout's first of each day. `until` as `now`. */
  readonly onBegin: (brownout: Brownout, until: number) => void;
}

const dayMs = 86_400_000;

/** Undefined without brownouts, so that requests then pay nothing. */
export function brownoutGate({
  brownouts,
  now,
  chance,
  onBegin,
}: BrownoutGateDeps): BrownoutGate | undefined {
  if (brownouts.length === 0) return undefined;
  const begun = new Map<Brownout, number>();
  return (route, method, caller) => {
    const time = now();
    for (const brownout of brownouts) {
      const until = endOf(brownout, time);
      if (until === undefined || !isFor(brownout, route, caller) || chance() >= brownout.share) continue;
      if (begun.get(brownout) !== until) onBegin(brownout, until);
      begun.set(brownout, until);
      // For some writes node's SDK takes every status but 400 for success (facts v1, appendix A).
      throw new GatewayError(method === 'GET' ? 'brownout' : 'brownout-of-write', {
        message: `until ${new Date(until).toISOString()}: ${brownout.reason}`,
        retryAfterS: Math.max(1, (until - time) / 1_000),
      });
    }
  };
}

/** When the brownout that is active at `time` ends; undefined where none is active. */
export function endOf({ from, to, daily }: Brownout, time: number): number | undefined {
  if (time < from || time >= to) return undefined;
  if (daily === undefined) return to;
  const midnight = Math.floor(time / dayMs) * dayMs;
  const overnight = daily.to < daily.from;
  const at = time - midnight;
  const isOn = overnight ? at >= daily.from || at < daily.to : at >= daily.from && at < daily.to;
  if (!isOn) return undefined;
  return Math.min(to, midnight + daily.to + (overnight && at >= daily.from ? dayMs : 0));
}

/** A brownout can name only clients that are authenticated: a v2 token merely claims its client id. */
function isFor(
  { routes, clients }: Brownout,
  { id }: Route,
  { kind, clientId }: Pick<Caller, 'kind' | 'clientId'>,
): boolean {
  const meant = clients === undefined || (kind !== 'v2' && clients.includes(clientId));
  return meant && (routes === undefined || routes.some((name) => covers(name, id)));
}

/** @param name an entry's id, or `folder.*` */
export function covers(name: string, id: string): boolean {
  return name.endsWith('.*') ? id.startsWith(name.slice(0, -1)) : name === id;
}
