import type { IncomingMessage } from 'node:http';
import type { Tracing } from '../observe/tracing/tracing.js';
import type { AnswerRoom } from '../upstream/wire/answer-room.js';
import { clientApp, type ClientApp, type ClientAppDeps } from './client-app.js';
import { bodyBudget } from './limits/body-budget.js';
import { usualBounds, type Bounds } from './limits/bounds.js';
import { sharerOf } from './limits/client-network.js';
import type { ClientTimeouts } from './limits/client-timeouts.js';
import { FailedAttempts } from './limits/failed-attempts.js';
import { Overload } from './limits/overload.js';
import { pipelining } from './limits/pipelining.js';
import { SharedRoom } from './limits/shared-room.js';
import { trustedProxies, type TrustsPeer } from './limits/trusted-proxies.js';
import { UnreadAnswers } from './limits/unread-answers.js';
import type { OwnAddresses } from './pass-through/leads-here.js';
import { createLiveV1 } from './pass-through/live-v1.js';
import { createPassThrough } from './pass-through/pass-through.js';
import type { CurrentStreet } from './street.js';
import { Traffic } from './traffic.js';

export interface ClientSideDeps extends Pick<
  ClientAppDeps,
  'issue' | 'timeoutMs' | 'publicUrl' | 'migration' | 'log' | 'metrics' | 'usage'
> {
  readonly upstreamUrl: string;
  /** Base URL of the live v1, if one still runs. */
  readonly v1Url?: string | undefined;
  /**
   * Called with the path of a passed-through request that may have changed something, before the client is answered.
   */
  readonly passedWrite: (path: string) => void;
  readonly trustedProxies: readonly string[];
  readonly tracing: Tracing;
  /** Default: `clientTimeouts`. */
  readonly timeouts?: ClientTimeouts;
  /** Default: `usualBounds`. */
  readonly bounds?: Bounds;
  /** Bounds the memory that answers of the tenant take. */
  readonly room: AnswerRoom;
}

/** The app behind the applications' ports, and the parts of it that the rest of the gateway uses. */
export interface ClientSide {
  readonly app: ClientApp;
  readonly traffic: Traffic;
  readonly trusts: TrustsPeer;
  readonly overload: Overload;
  /** Closes the connections to the tenant and to the live v1 that passed-through requests use. */
  closeWays(): void;
}

/** @param own the addresses on which this gateway listens */
export function clientSide(deps: ClientSideDeps, street: CurrentStreet, own: OwnAddresses): ClientSide {
  const { log, room, bounds = usualBounds } = deps;
  const traffic = new Traffic();
  const unread = new UnreadAnswers(room, deps.timeouts?.unreadTimeout ?? 60_000);
  const trusts = trustedProxies(deps.trustedProxies);
  const { closeWays, ...ways } = waysOut(deps, { street, traffic, trusts, own });
  const networkOf = (request: IncomingMessage): string | undefined => sharerOf(request, trusts);
  const budget = bodyBudget(bounds.bodyBytes, networkOf);
  const pipelined = pipelining(bounds.pipelined, traffic, networkOf);
  const attempts = new FailedAttempts();
  const overload = new Overload((isOverloaded) => {
    if (isOverloaded) log.warn('overloaded: a part of the requests is told to come again');
    else log.info('no longer overloaded');
  });
  const limits = { budget, pipelined, attempts, overload, unread };
  const app = clientApp({ ...deps, ...ways, ...limits, street, traffic, trusts });
  return { app, traffic, trusts, overload, closeWays };
}

/** The proxies to the tenant and to the live v1. */
function waysOut(
  { upstreamUrl, v1Url, timeoutMs, log, tracing, passedWrite, bounds = usualBounds }: ClientSideDeps,
  deps: { street: CurrentStreet; traffic: Traffic; trusts: TrustsPeer; own: OwnAddresses },
) {
  const most = bounds.passThrough;
  const shared = {
    ...deps,
    timeoutMs,
    most,
    room: new SharedRoom(most),
    trace: tracing.call,
    written: passedWrite,
  };
  const passThrough = createPassThrough({ ...shared, upstreamUrl, to: 'tenant' });
  const toV1 =
    v1Url === undefined ? undefined : createPassThrough({ ...shared, upstreamUrl: v1Url, to: 'v1' });
  return {
    passThrough,
    liveV1: toV1 && createLiveV1({ passThrough: toV1, traffic: deps.traffic, log }),
    closeWays: () => {
      passThrough.close();
      toV1?.close();
    },
  };
}
