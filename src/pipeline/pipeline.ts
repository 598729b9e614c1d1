import type { ErrorTable } from '../errors/error-table.js';
import type { ShownLoss } from '../map/run/losses.js';
import type { Match, RouteIndex } from '../map/match/matched.js';
import type { Caller } from '../tokens/caller.js';
import type { HeldWrite } from '../tokens/claims.js';
import type { Tokens } from '../tokens/tokens.js';
import type { Upstream } from '../upstream/exchange.js';
import type { LookupCache } from '../upstream/lookups/lookup-cache.js';
import { authenticate } from './authenticate.js';
import type { ReplyOutcome, V1Reply, V1Request } from './exchange.js';
import { execute } from './execute.js';
import { fail } from './refusals/fail.js';
import { isToBeLookedFor } from './refusals/is-outcome-unknown.js';
import type { BrownoutGate } from './brownouts.js';
import { confirmLink } from './hold-write.js';
import type { WithRecordLock } from './locks/record-lock.js';
import { asScript, readScript, type Script } from './jsonp.js';
import { lossHeaders } from './loss-headers.js';
import { admit, match } from './match.js';
import { nextLink } from './next-link.js';
import { planCalls, type PlanSettings } from './plan.js';
import { reshape } from './reshape.js';
import { withV1Status } from './refusals/with-v1-status.js';
import { validate } from './validate.js';

export interface PipelineDeps {
  readonly tokens: Tokens;
  readonly routes: RouteIndex;
  readonly upstream: Upstream;
  /** Look-ups of this upstream's tenant. */
  readonly lookups: LookupCache;
  readonly errors: ErrorTable;
  /** Locks of this tenant's records. */
  readonly withRecordLock: WithRecordLock;
  readonly settings: PlanSettings;
  /** Undefined: no brownout is planned. */
  readonly brownout?: BrownoutGate | undefined;
}

/**
 * The pipeline: one v1 request in, one v1 reply out. It never throws: whatever is thrown below becomes a reply that a
 * legacy client can read.
 */
export async function answerV1(request: V1Request, deps: PipelineDeps): Promise<V1Reply> {
  const seen: Seen = { calls: 0, lossy: [], hasWritten: false };
  try {
    const found = (seen.found = match(request, deps.routes));
    seen.script = readScript(request, found.route);
    const caller = (seen.caller = await authenticate(request, deps.tokens));
    admit(caller, found);
    deps.brownout?.(found.route, request.method, caller);
    const input = validate(request, found.route);
    const plan = planCalls(found, input, { caller, settings: deps.settings });
    seen.lossy = plan.lossy;
    const { upstream, lookups, errors } = deps;
    const { signal, trace } = request;
    const hold = (held: HeldWrite) =>
      confirmLink(held, { origin: request.origin, caller, tokens: deps.tokens });
    const onCall = () => (seen.calls += 1);
    // holdover does not verify v2 tokens; only v2 does.
    const locked = { record: plan.record, isKnown: caller.kind !== 'v2' };
    const executed = await deps.withRecordLock(locked, signal, (tellLock) => {
      const onWrite = () => {
        seen.hasWritten = true;
        tellLock();
      };
      return execute(plan, { caller, upstream, lookups, errors, signal, trace, hold, onCall, onWrite });
    });
    const { status, body, next, lossy } = reshape(plan, executed);
    seen.lossy = lossy;
    const headers = deps.settings.lossy === 'silent' ? {} : lossHeaders(lossy);
    if (next !== undefined) headers['Link'] = await nextLink(request, next, { caller, tokens: deps.tokens });
    return written({ status, body, headers, outcome: outcomeOf(seen) }, seen);
  } catch (error) {
    const mayBeMade = seen.hasWritten && isToBeLookedFor(error);
    return written(fail(error, deps.errors, { ...outcomeOf(seen), mayBeMade }), seen);
  }
}

function written(reply: V1Reply, { script, found }: Seen): V1Reply {
  const heard = withV1Status(reply, found?.route);
  return script === undefined ? heard : asScript(heard, script);
}

/** What is known of a request so far, for the log if it fails half-way. */
interface Seen {
  found?: Match;
  caller?: Caller;
  lossy: readonly ShownLoss[];
  script?: Script | undefined;
  calls: number;
  /** A write was sent, or was about to be. */
  hasWritten: boolean;
}

function outcomeOf({ caller, lossy, calls }: Seen): ReplyOutcome {
  return {
    caller: caller === undefined ? undefined : { kind: caller.kind, clientId: caller.clientId },
    calls,
    lossy: lossy.map(({ id }) => id),
  };
}
