import { setTimeout as sleep } from 'node:timers/promises';
import type { LoadedMap } from '../../map/load-map.js';
import type { Route } from '../../map/route.js';
import { causeName, type ExplainedDifference } from '../compare/explain-differences.js';
import type { Ignores } from '../compare/ignore-file.js';
import { isHidden, judge, matchOf, verdictOn, type Replies } from '../compare/judge.js';
import type { RecordedReply, RecordedRequest } from '../recording.js';
import { isRedacted, type Redaction } from '../redaction/redaction.js';
import type { Side } from '../replay/replay.js';
import type { ShadowBudget } from './shadow-budget.js';
import { shadowLine, type ShadowLine } from './shadow-line.js';

/** One of the two sides, with tokens that this side has issued. */
export type ShadowSide = Required<Omit<Side, 'targetHere'>>;

/** A read that one side has answered. */
export interface AnsweredRead {
  /** Id of the request, as in the log. */
  readonly id: string;
  /** Entry id, or the reason why there is none: the label of the metrics. */
  readonly route: string;
  /**
   * As in a recording: `client:<id>`, `token:<number>`, `none`. Undefined: there are no credentials for this
   * caller. A user's token only opens that user: the same request with a client's token is another question.
   */
  readonly caller: string | undefined;
  /** As received, including secrets. */
  readonly target: string;
  readonly status: number;
  /** Called only if the budget has room; undefined: the reply was too long to keep. */
  readonly reply: (() => Promise<RecordedReply> | RecordedReply) | undefined;
}

/** `passing`: the replies differed, and a moment later they did not. */
export type ShadowVerdict = 'same' | 'explained' | 'different' | 'passing' | 'failed';

/** Why a read is not compared: `rate` and `busy` come from the budget, all others from the read. */
export type LeftOut = 'rate' | 'busy' | 'too-long' | 'refused' | 'secret' | 'caller' | 'writes';

export interface ShadowWatch {
  compared(route: string, verdict: ShadowVerdict): void;
  /** @param cause id of a loss, or the kind of any other cause */
  differed(route: string, cause: string): void;
  leftOut(reason: LeftOut): void;
}

export interface ShadowDeps {
  readonly map: Pick<LoadedMap, 'index'>;
  readonly redaction: Redaction;
  readonly v1: ShadowSide;
  readonly holdover: ShadowSide;
  /** The side that answers the applications. */
  readonly serves: 'v1' | 'holdover';
  readonly budget: ShadowBudget;
  readonly ignores: Ignores;
  /** holdover runs with HOLDOVER_LOSSY=silent. */
  readonly silent: boolean;
  /** Milliseconds until both sides are asked again about a difference. */
  readonly pauseMs: number;
  readonly watch: ShadowWatch;
  readonly write: (line: ShadowLine) => void;
  /** Called with faults; none of them affects a request. */
  readonly onFault: (error: unknown) => void;
}

/** Asks the other side the same, and compares. Returns at once, and never throws. */
export type Shadow = (read: AnsweredRead) => void;

export function createShadow(deps: ShadowDeps): Shadow {
  return (read) => {
    try {
      const found = withRoom(comparable(read, deps.map), deps.budget);
      if (typeof found === 'string') deps.watch.leftOut(found);
      else void compareInPeace(found, deps);
    } catch (error) {
      deps.onFault(error);
    }
  };
}

interface Comparable extends AnsweredRead {
  readonly caller: string;
  readonly reply: NonNullable<AnsweredRead['reply']>;
}

function comparable(read: AnsweredRead, map: ShadowDeps['map']): Comparable | LeftOut {
  const { caller, target, status, reply } = read;
  if (!isAnswer(status)) return 'refused';
  if (caller === undefined) return 'caller';
  if (reply === undefined) return 'too-long';
  if (writes(matchOf(map, { method: 'GET', target })?.route)) return 'writes';
  return { ...read, caller, reply };
}

function withRoom(found: Comparable | LeftOut, budget: ShadowBudget): Comparable | LeftOut {
  if (typeof found === 'string') return found;
  const room = budget.take();
  return room === 'taken' ? found : room;
}

/** Refused tokens (the other side is asked with another token), clients that have gone, and rate limits. */
const saysNothing: ReadonlySet<number> = new Set([401, 408, 429, 499]);

/** Whether the status says something about the translation. A server error or a 304 does not. */
function isAnswer(status: number): boolean {
  if (status === 501) return true;
  return (status >= 200 && status < 300) || (status >= 400 && status < 500 && !saysNothing.has(status));
}

/**
 * A GET that checks a password (JSONP) is a login, which the tenant counts; a mounted map may have more such
 * entries.
 */
function writes(route: Route | undefined): boolean {
  return (route?.steps ?? []).some(
    (step) =>
      step.kind === 'sweep' || step.kind === 'confirm' || (step.kind === 'call' && step.method !== 'GET'),
  );
}

async function compareInPeace(read: Comparable, deps: ShadowDeps): Promise<void> {
  try {
    await compare(read, deps);
  } catch (error) {
    deps.onFault(error);
  } finally {
    deps.budget.give();
  }
}

async function compare(read: Comparable, deps: ShadowDeps): Promise<void> {
  const { redaction, serves, watch } = deps;
  const request = redaction.request({ method: 'GET', target: read.target, headers: {} });
  if (isRedacted(request)) {
    watch.leftOut('secret');
    return;
  }
  const asked: Asked = { request, caller: read.caller, deps };
  const when = { target: request.target, at: Date.now() };
  const other = await answerOf(serves === 'v1' ? 'holdover' : 'v1', asked);
  if (other === 'unknown') watch.leftOut('caller');
  else if (other === 'failed') watch.compared(read.route, 'failed');
  else {
    const served = redaction.reply(await read.reply(), request);
    const [control, candidate] = serves === 'v1' ? [served, other] : [other, served];
    const found = await judgeTwice({ ...when, control, candidate }, asked);
    if (found.verdict !== 'different' && isHidden({ control, candidate })) watch.leftOut('secret');
    else tell(read, found, asked);
  }
}

interface Asked {
  readonly request: RecordedRequest;
  readonly caller: string;
  readonly deps: ShadowDeps;
}

interface Judged {
  readonly verdict: ShadowVerdict;
  readonly differences: readonly ExplainedDifference[];
}

/**
 * A difference counts if it stays: an application may have written between the two answers, and v2's index lags.
 * Differences between the two answers of v1 are noise.
 */
async function judgeTwice(first: Replies, asked: Asked): Promise<Judged> {
  const { deps, request } = asked;
  const route = matchOf(deps.map, request)?.route;
  const at = judged(judge(route, first, deps));
  if (at.verdict !== 'different') return at;
  await sleep(deps.pauseMs, undefined, { ref: false });
  const [control, candidate] = await Promise.all([answerOf('v1', asked), answerOf('holdover', asked)]);
  if (typeof control === 'string' || typeof candidate === 'string') return at;
  const second = { ...first, control, again: first.control, candidate };
  const later = judged(judge(route, second, deps));
  return later.verdict === 'different' ? later : { verdict: 'passing', differences: [] };
}

function judged(differences: readonly ExplainedDifference[]): Judged {
  return { verdict: verdictOn(differences), differences };
}

/** `unknown`: there are no credentials for this caller. `failed`: this side gave no answer that can be compared. */
async function answerOf(
  name: 'v1' | 'holdover',
  { request, caller, deps }: Asked,
): Promise<RecordedReply | 'unknown' | 'failed'> {
  const side = deps[name];
  try {
    const token = await side.bearerOf(caller);
    if (token === 'unknown') return 'unknown';
    const reply = await side.ask({ ...request, ...token });
    if (reply.status === 401) side.renew();
    return isAnswer(reply.status) ? deps.redaction.reply(reply, request) : 'failed';
  } catch (error) {
    deps.onFault(error);
    return 'failed';
  }
}

function tell({ id, route }: AnsweredRead, { verdict, differences }: Judged, asked: Asked): void {
  const { caller, request, deps } = asked;
  deps.watch.compared(route, verdict);
  for (const { cause } of differences) deps.watch.differed(route, causeName(cause));
  if (differences.length === 0) return;
  const known = { id, route, caller: deps.redaction.exchange({ caller, request }).caller };
  deps.write(shadowLine({ ...known, target: request.target, verdict, serves: deps.serves }, differences));
}
