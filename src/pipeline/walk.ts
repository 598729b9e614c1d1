import type { ErrorTable } from '../errors/error-table.js';
import type { LookupStep, Route, Scope } from '../map/route.js';
import type { TraceContext } from '../observe/tracing/trace-context.js';
import type { Caller } from '../tokens/caller.js';
import type { HeldWrite } from '../tokens/claims.js';
import type { Cancellation } from '../upstream/cancellation.js';
import type { Upstream } from '../upstream/exchange.js';
import type { LookupCache } from '../upstream/lookups/lookup-cache.js';
import { isWriting, type LookUp } from './look-up.js';
import { scopeOf, type Plan } from './plan.js';
import { noProgress, type WriteProgress } from './refusals/half-done.js';

export interface ExecuteDeps {
  readonly upstream: Upstream;
  readonly lookups: LookupCache;
  readonly caller: Caller;
  readonly errors: ErrorTable;
  readonly signal: Cancellation;
  readonly trace: TraceContext | undefined;
  /** Seals a write into the link that makes it once it is confirmed. */
  readonly hold: (held: HeldWrite) => Promise<string>;
  /** Counts the v2 calls of this request, also when one fails. */
  readonly onCall: () => void;
  /** Called before each write. */
  readonly onWrite: () => void;
}

/** One run over the steps, and its state. */
export interface Walk extends ExecuteDeps {
  readonly plan: Plan;
  readonly writing: boolean;
  readonly copiesText: Route['copiesText'];
  readonly copiesItems: Route['copiesItems'];
  isomorphic: boolean;
  /** In a second run: the records that were looked up again, by their step. */
  readonly known: ReadonlyMap<LookupStep, unknown>;
  readonly lookedUp: FoundByName[];
  readonly scope: Scope;
  readonly answers: Record<string, unknown>;
  readonly progress: WriteProgress;
  /** The answer to a write showed that a record which was looked up no longer has its name. */
  lost: boolean;
}

interface FoundByName {
  readonly lookUp: LookUp;
  readonly record: unknown;
  readonly fromCache: boolean;
  /** Whether the name still matches the record in its present state. */
  readonly fits: (record: unknown) => boolean;
}

const nothingKnown: Walk['known'] = new Map();

/** @param known the records that were looked up again, for a second run */
export function openWalk(plan: Plan, deps: ExecuteDeps, known = nothingKnown): Walk {
  const { upstream, lookups, caller, errors, signal, trace, hold, onCall, onWrite } = deps;
  const answers = { ...plan.computed.answers };
  return {
    upstream,
    lookups,
    caller,
    errors,
    signal,
    trace,
    hold,
    onCall,
    onWrite,
    plan,
    writing: isWriting(plan.route),
    copiesText: plan.route.copiesText,
    copiesItems: plan.route.copiesItems,
    isomorphic: false,
    known,
    lookedUp: [],
    answers,
    scope: scopeOf(plan.given, answers),
    progress: noProgress(),
    lost: false,
  };
}
