import { GatewayError, type ErrorCode } from '../../errors/gateway-error.js';
import { changedRecord } from '../run/changed-record.js';
import { describeReply, type DescribedReply } from './describe-reply.js';
import { explainSteps, type ExplainedStep, type ExplainedToken } from './explain-steps.js';
import type { LoadedMap } from '../load-map.js';
import { lossesOf, lossesToCome } from '../run/losses.js';
import { readRawQuery, withoutCredentials } from '../../syntax/raw-query.js';
import { readInput } from '../run/read-input.js';
import { refuseUnserved } from '../run/refuse-unserved.js';
import type { Match } from '../match/matched.js';
import { v1StatusOf } from '../run/v1-status.js';
import type { Asker, Given, Loss, Route, Scope, ScopeNeed } from '../route.js';
import { lackingOf, scopeSentence } from '../run/scope-needs.js';

export interface ExplainRequest {
  readonly method: string;
  /** Raw path, percent-encoded or as typed. */
  readonly path: string;
  /** Raw query without `?`. */
  readonly query: string;
  readonly body: unknown;
  /** Default: an `app` whose id is shown as `{client_id}`. */
  readonly caller?: Partial<Asker> | undefined;
  /** The v2 token that the calls would carry. Absent: missing scopes are not reported. */
  readonly token?: ExplainedToken | undefined;
  /** Environment keys of the switches that are on. */
  readonly switches?: ReadonlySet<string> | undefined;
  /** Base of the URLs in the curl commands. */
  readonly upstreamUrl?: string | undefined;
}

/** Why a request would not be served. */
interface ExplainedRefusal {
  readonly code: ErrorCode;
  /** What a v1 client would get. */
  readonly status: number;
  readonly sentence: string;
}

type ExplainedLoss = Pick<Loss, 'id' | 'why'>;

/** What holdover would do for one v1 request. No call is made to find out. */
export interface Explanation {
  readonly request: { readonly method: string; readonly path: string; readonly query: string };
  readonly route?: string;
  readonly summary?: string;
  readonly change?: string;
  readonly line?: string;
  /** The record that only one request changes at a time, e.g. `user_id auth0|1`. */
  readonly oneAtATime?: string | undefined;
  readonly refusal?: ExplainedRefusal;
  readonly steps: readonly ExplainedStep[];
  readonly lossy: readonly ExplainedLoss[];
  /** Losses that only v2's answers can show. */
  readonly mayLose: readonly ExplainedLoss[];
  readonly reply?: DescribedReply;
}

/** Shows the v2 calls of a v1 request. A value that only v2's answers contain is shown as `{step.field}`. */
export function explain(map: LoadedMap, asked: ExplainRequest): Explanation {
  const { method, path } = asked;
  const query = withoutCredentials(asked.query);
  const request = { ...asked, query };
  const base = { request: { method, path, query }, steps: [], lossy: [], mayLose: [] };
  let match: Match | undefined;
  try {
    match = findRoute(map, request);
    const { route } = match;
    const known = describeRoute(route, method);
    admit(route, request);
    const given = givenBy(match, request);
    refuseUnserved(route, request.switches ?? new Set());
    const { token, upstreamUrl } = request;
    const { steps, scope, needs } = explainSteps(route, given, { map, upstreamUrl, token });
    return {
      ...base,
      ...known,
      oneAtATime: changedRecord(match),
      ...refuseScopes(needs, { route, token, map }),
      steps,
      ...explainLosses(route, scope, map),
      reply: describeReply(route, scope),
    };
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    const known = match === undefined ? {} : describeRoute(match.route, method);
    return { ...base, ...known, refusal: refusalOf(error, map, match?.route) };
  }
}

function explainLosses(
  route: Route,
  scope: Scope,
  { settings }: LoadedMap,
): Pick<Explanation, 'lossy' | 'mayLose'> {
  const told = ({ id, why }: ExplainedLoss): ExplainedLoss => ({ id, why });
  const context = { settings, caller: scope.caller };
  return {
    lossy: lossesOf(route, 'request', { scope, context }).map(told),
    mayLose: lossesToCome(route, scope.caller).map(told),
  };
}

function describeRoute(
  route: Route,
  method: string,
): Pick<Explanation, 'route' | 'summary' | 'change' | 'line'> {
  const line = route.lines.find((each) => each.method === method) ?? route.lines[0];
  return {
    route: route.id,
    summary: route.summary,
    change: route.change,
    line: `${line.method} ${line.path}`,
  };
}

function findRoute({ index }: LoadedMap, { method, path, query }: ExplainRequest): Match {
  const found = index.find(method, path, query);
  switch (found.kind) {
    case 'match':
      return found.match;
    case 'method-unknown':
      throw new GatewayError('method-unknown', {
        message: `v1 has no ${method} on this path, only ${found.allow.join(', ')}.`,
      });
    case 'route-unknown':
      throw new GatewayError('route-unknown', {
        message: 'The map has no such line; holdover routes lists them.',
      });
    case 'not-v1':
      throw new GatewayError('route-unknown', { message: notInTheMap(method, path) });
  }
}

/** The token endpoint is not an entry: its body decides who answers the grant. */
function notInTheMap(method: string, path: string): string {
  return method === 'POST' && /^\/oauth\/token\/*$/.test(path)
    ? 'The token endpoint: holdover itself answers client credentials without an audience, with a v1 token, and passes every other grant through. A v2 token is asked for at the same place, with an audience.'
    : 'This path is not v1: holdover passes it through to the tenant untouched.';
}

function admit({ callers }: Route, { caller: { kind = 'app' } = {} }: ExplainRequest): void {
  if (callers.has(kind)) return;
  throw new GatewayError('caller-not-allowed', {
    message: `This endpoint is for ${[...callers].join(', ')}, and the caller is ${kind}.`,
  });
}

/** A call that is certain to be made but lacks a scope is refused before the first call. */
function refuseScopes(
  needs: readonly ScopeNeed[],
  { route, token, map }: { route: Route; token: ExplainedToken | undefined; map: LoadedMap },
): Pick<Explanation, 'refusal'> {
  const lacking = token === undefined ? [] : lackingOf(needs, token.scopes);
  if (lacking.length === 0) return {};
  const message = scopeSentence(route.id, lacking, token?.clientId);
  return { refusal: refusalOf(new GatewayError('scope-missing', { message }), map, route) };
}

function givenBy({ route, slots }: Match, { query, body, caller }: ExplainRequest): Given {
  const input = readInput(route, Object.fromEntries(readRawQuery(query)), body);
  return { slots, ...input, caller: { client_id: '{client_id}', kind: 'app', ...caller } };
}

/** @param route undefined if no route matches the request */
function refusalOf(
  { code, details, message }: GatewayError,
  { errors }: LoadedMap,
  route: Route | undefined,
): ExplainedRefusal {
  const status = errors.rows.get(details.row ?? code)?.status ?? 500;
  return { code, status: route === undefined ? status : v1StatusOf(status, route), sentence: message };
}
