import type { LoadedMap } from '../../map/load-map.js';
import type { Route } from '../../map/route.js';
import type { Ask, Asked } from '../ask.js';
import type { BearerOf } from '../clients/caller-tokens.js';
import { isComeAgain } from './come-again.js';
import { deadEndOf, type TargetHere } from './follow-link.js';
import { createIdMap, type IdMap } from './id-map.js';
import { isHidden, judge, matchOf, verdictOn, type JudgeDeps, type Replies } from '../compare/judge.js';
import { ParityError } from '../parity-error.js';
import { isDone, type Done } from '../files/read-results.js';
import { isHashed, isRedacted, type Redaction } from '../redaction/redaction.js';
import type { Exchange, RecordedReply } from '../recording.js';
import type { Result } from '../result.js';
import { createPace, runLanes, type Pace } from './run-lanes.js';
import { createStandInPassword, type WithPassword } from './stand-in-password.js';
import { createUnmadeWrites, type UnmadeWrites } from './unmade-writes.js';

/** A server, and the tokens for it. */
export interface Side {
  readonly ask: Ask;
  readonly bearerOf: BearerOf;
  /** Reports a refused token: later tokens are new, unless they have just been obtained. */
  readonly renew?: () => void;
  /** Where its paging links lead. Undefined: they are compared, but not followed. */
  readonly targetHere?: TargetHere | undefined;
}

export interface ReplayOptions {
  readonly concurrency: number;
  /** Requests a second that each side gets at most. */
  readonly perSecond?: number | undefined;
  /** Whether writes are replayed too: in order, one at a time. */
  readonly writes: boolean;
  /** Exchanges that have a result already. */
  readonly done: Done;
  /** Id of the only exchange to replay. */
  readonly only?: string | undefined;
}

export interface ReplayDeps extends JudgeDeps {
  readonly map: Pick<LoadedMap, 'index'>;
  readonly candidate: Side;
  /** A live v1, asked instead of the recording. Reads are asked twice, so that noise is known. */
  readonly control?: Side | undefined;
  readonly redaction: Redaction;
  /** Called once for each exchange, in any order. */
  readonly onResult: (result: Result) => Promise<void>;
}

/**
 * Asks the candidate what the control was asked, and judges each pair of answers. Every exchange has one result.
 *
 * @throws ParityError for a fault that would stop every exchange, such as a client that is refused a token
 */
export async function replay(
  exchanges: AsyncIterable<Exchange>,
  options: ReplayOptions,
  deps: ReplayDeps,
): Promise<void> {
  const ids = createIdMap();
  const withPassword = createStandInPassword();
  const unmade = createUnmadeWrites(deps.map);
  const pace = createPace(options.perSecond);
  const work = async (exchange: Exchange): Promise<void> => {
    const before = unmade.count();
    const result = await replayOne(exchange, { options, deps, ids, withPassword, pace });
    const why = whyUnmade(exchange, result, deps);
    if (why !== undefined) unmade.add(exchange, why);
    await deps.onResult(marked(result, { exchange, before, unmade }));
  };
  await runLanes(chosen(exchanges, options), work, {
    concurrency: options.concurrency,
    pace,
    alone: ({ request }) => options.writes && isWrite(request.method),
  });
}

async function* chosen(
  exchanges: AsyncIterable<Exchange>,
  { done, only }: ReplayOptions,
): AsyncGenerator<Exchange> {
  for await (const exchange of exchanges) {
    if (only !== undefined && exchange.id !== only) continue;
    if (!isDone(done, exchange)) yield exchange;
    if (only !== undefined) return;
  }
  if (only !== undefined) throw new ParityError(`The recording: There is no exchange ${only} in it.`);
}

export function isWrite(method: string): boolean {
  return method !== 'GET' && method !== 'HEAD' && method !== 'OPTIONS';
}

const hidden = 'its answers were redacted as a whole';

/** Why the candidate has not made a write that the control has made; undefined for all other requests. */
function whyUnmade(
  { request, reply }: Exchange,
  { verdict, why, replies }: Result,
  { control }: ReplayDeps,
): string | undefined {
  if (!isWrite(request.method) || why === hidden) return undefined;
  const made = replies?.control ?? reply;
  if (made !== undefined && made.status >= 300) return undefined;
  if (replies !== undefined)
    return replies.candidate.status < 300 ? undefined : `refused with ${replies.candidate.status}`;
  // A live control has not made what was left out.
  return verdict === 'failed' || control === undefined ? why : undefined;
}

function marked(
  result: Result,
  { exchange, before, unmade }: { exchange: Exchange; before: number; unmade: UnmadeWrites },
): Result {
  const { replies, differences } = result;
  if (replies === undefined) return result;
  const { request } = exchange;
  return { ...result, differences: unmade.mark(differences, { request, control: replies.control, before }) };
}

interface Run {
  readonly options: ReplayOptions;
  readonly deps: ReplayDeps;
  readonly ids: IdMap;
  readonly withPassword: WithPassword;
  /** For each request after the first to the same side. */
  readonly pace: Pace;
}

async function replayOne(exchange: Exchange, run: Run): Promise<Result> {
  const { id, caller, request } = exchange;
  const route = matchOf(run.deps.map, request)?.route;
  const known = { id, route: route?.id, caller, method: request.method, target: request.target };
  const leaveOut = reasonToLeaveOut(exchange, run);
  if (leaveOut !== undefined) return { ...known, verdict: 'left-out', why: leaveOut, differences: [] };
  try {
    const at = Date.now();
    const replies = await askBoth(exchange, run);
    if (replies === undefined) return { ...known, ...withoutCredentials(caller), differences: [] };
    return {
      ...known,
      ...verdictOf(route, { ...replies, target: request.target, at }, run.deps),
      body: request.body,
    };
  } catch (error) {
    if (error instanceof ParityError) throw error;
    return { ...known, verdict: 'failed', why: sentenceOf(error), differences: [] };
  }
}

function reasonToLeaveOut(
  { request, reply }: Exchange,
  { options, deps, withPassword }: Run,
): string | undefined {
  if (isWrite(request.method) && !options.writes) return 'a write';
  if (isRedacted(withPassword(request))) return 'its request held a secret';
  if (isHashed(request)) return 'its request held a hashed e-mail address';
  if (deps.control !== undefined) return undefined;
  if (reply === undefined) return 'the answer of v1 is not known';
  return isComeAgain(reply) ? 'v1 had no room for it' : undefined;
}

/** A client without credentials must not read as clean. Nobody has the token of a user. */
function withoutCredentials(caller: string): Pick<Result, 'verdict' | 'why'> {
  if (caller.startsWith('user:')) return { verdict: 'left-out', why: 'no credentials for users' };
  const help = caller.startsWith('client:') ? ' in --clients' : ', and no --as to ask as';
  return { verdict: 'failed', why: `no credentials for ${caller}${help}` };
}

/** Undefined if there are no credentials for this caller. */
async function askBoth(exchange: Exchange, run: Run): Promise<Replies | undefined> {
  const { deps, ids, withPassword, pace } = run;
  const { caller, request } = exchange;
  const token = await deps.candidate.bearerOf(caller);
  if (token === 'unknown') return undefined;
  const control = await controlOf({ ...exchange, request: withPassword(request) }, run);
  if (control === undefined) return undefined;
  const asked = { ...ids.toCandidate(withPassword(request)), ...token };
  const raw = await askAs(deps.candidate, asked, caller);
  const follow = async (next: Asked): Promise<RecordedReply> => {
    await pace();
    return askAs(deps.candidate, next, caller);
  };
  const { targetHere } = deps.candidate;
  const deadEnd = await deadEndOf(
    { asked, control: control.control, candidate: raw },
    { ask: follow, targetHere },
  );
  const candidate = deps.redaction.reply(raw, request);
  if (request.method === 'POST') ids.learn(control.control, candidate);
  return { ...control, candidate: ids.toControl(candidate), deadEnd };
}

/** A token may expire during a long replay. A request refused with 401 did nothing, and is repeated. */
async function askAs({ ask, bearerOf, renew }: Side, asked: Asked, caller: string): Promise<RecordedReply> {
  const reply = await ask(asked);
  if (reply.status !== 401 || asked.bearer === undefined || renew === undefined) return reply;
  renew();
  const token = await bearerOf(caller);
  return token === 'unknown' || token.bearer === asked.bearer ? reply : ask({ ...asked, ...token });
}

async function controlOf(
  { caller, request, reply, again }: Exchange,
  { deps: { control, redaction }, pace }: Run,
): Promise<Omit<Replies, 'candidate' | 'deadEnd'> | undefined> {
  if (control === undefined) return reply === undefined ? undefined : { control: reply, again };
  const token = await control.bearerOf(caller);
  if (token === 'unknown') return undefined;
  const ask = async (): Promise<RecordedReply> => {
    return redaction.reply(await askAs(control, { ...request, ...token }, caller), request);
  };
  const first = await ask();
  if (isWrite(request.method)) return { control: first, again: undefined };
  await pace();
  return { control: first, again: await ask() };
}

function verdictOf(
  route: Route | undefined,
  replies: Replies,
  deps: JudgeDeps,
): Pick<Result, 'verdict' | 'why' | 'differences' | 'replies'> {
  const refused = refusedFor(replies);
  if (refused !== undefined) return { verdict: 'failed', why: refused, differences: [] };
  const differences = judge(route, replies, deps);
  const { control, candidate } = replies;
  const verdict = verdictOn(differences);
  if (verdict !== 'different' && isHidden(replies))
    return { verdict: 'left-out', why: hidden, differences: [] };
  return verdict === 'same'
    ? { verdict, differences }
    : { verdict, differences, replies: { control, candidate } };
}

/** Why there is nothing to compare: a side had no capacity even for the last attempt. */
function refusedFor({ control, candidate }: Replies): string | undefined {
  if (isComeAgain(candidate)) return `the candidate had no room for it (${candidate.status})`;
  return isComeAgain(control) ? `v1 had no room for it (${control.status})` : undefined;
}

/** For an AggregateError, which Node throws for a host with several addresses, the first reason. */
function sentenceOf(error: unknown): string {
  if (error instanceof AggregateError) return sentenceOf(error.errors[0]);
  if (!(error instanceof Error)) return String(error);
  return error.name === 'AbortError' || error.name === 'TimeoutError' ? 'no answer in time' : error.message;
}
