import type { IncomingMessage, ServerResponse } from 'node:http';
import { GatewayError } from '../../errors/gateway-error.js';
import { readRawQuery } from '../../syntax/raw-query.js';
import type { MatchResult } from '../../map/match/matched.js';
import { splitTarget } from '../../syntax/split-target.js';
import type { V1Reply, V1Request } from '../../pipeline/exchange.js';
import { withV1Status } from '../../pipeline/refusals/with-v1-status.js';
import type { Logger } from '../../observe/log/logger.js';
import { Cancellation } from '../../upstream/cancellation.js';
import { startDeadline } from '../../upstream/deadline.js';
import type { BodyBudget } from '../limits/body-budget.js';
import { corsHeaders } from './cors.js';
import { findRoute, routeMethod } from './find-route.js';
import { mirroredRead, type LiveV1 } from '../pass-through/live-v1.js';
import { originOf, type OriginSettings } from './origin.js';
import type { MigrationHeaders } from './migration-headers.js';
import { quietly } from '../pass-through/mirror.js';
import { parseBody } from '../body/parse-body.js';
import { writePreflight } from './preflight.js';
import { hasBody, readBody } from '../body/read-body.js';
import { failureReply } from '../refused-request.js';
import type { CurrentStreet, Street } from '../street.js';
import type { Traffic } from '../traffic.js';
import { contextOf, type RequestContext } from '../request-context.js';
import { writeReply } from '../write-reply.js';

export interface V1BranchDeps {
  readonly street: CurrentStreet;
  readonly traffic: Traffic;
  readonly budget: BodyBudget;
  readonly origin: OriginSettings;
  /** Deadline of one request over all its v2 calls, in milliseconds. */
  readonly timeoutMs: number;
  /** Header fields that announce v1's end, sent with every answer. */
  readonly migration: MigrationHeaders;
  /** Undefined where no live v1 is configured. */
  readonly liveV1: LiveV1 | undefined;
  readonly log: Logger;
}

type Target = ReturnType<typeof splitTarget>;

/**
 * Takes every v1 request, found by the route index alone: thirty Express routes in front would cost a sixth of the
 * throughput, and Express reads paths differently from v1.
 */
export function v1Branch(
  deps: V1BranchDeps,
): (request: IncomingMessage, response: ServerResponse, next: () => void) => void {
  return (request, response, next) => {
    const target = splitTarget(request.url ?? '');
    const context = contextOf(request);
    const street = deps.street();
    const at: At = { request, response, street, deps };
    const found = findRoute(request.method, target, street);
    if (!(found instanceof Error)) {
      if (found.kind === 'not-v1') {
        next();
        return;
      }
      note(found, context);
    }
    if (deps.liveV1?.forwards(request, response, street) === true) return;
    if (found instanceof Error) respond(failureReply(found, street.errors), at);
    else if (request.method === 'OPTIONS') writePreflight(request, response, deps.traffic);
    else void serve(target, found, at);
  };
}

interface At {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly street: Street;
  readonly deps: V1BranchDeps;
}

async function serve(target: Target, found: MatchResult, at: At): Promise<void> {
  const { request, response, street, deps } = at;
  const signal = new Cancellation(() => deps.traffic.ending);
  let stopDeadline = (): void => undefined;
  response.on('close', () => {
    stopDeadline();
    if (!response.writableFinished) signal.cancel('client-closed-request');
  });
  try {
    refuseStranger(request, target, found);
    const body = isRead(request) ? await readV1Body(at) : undefined;
    stopDeadline = startDeadline(signal, deps.timeoutMs);
    contextOf(request).onStreet = true;
    const reply = await street.answer(toV1(target, { found, body, signal, at }));
    respond(reply, at);
    tellShadow(reply, at);
  } catch (error) {
    respond(withV1Status(failureReply(error, street.errors), contextOf(request).entry), at);
  } finally {
    stopDeadline();
    signal.end();
  }
}

/** Reports the reply to the shadow comparison, after the answer is written at the end of this turn. */
function tellShadow(reply: V1Reply, { request, street: { shadow }, deps }: At): void {
  if (shadow === undefined || shadow.servesV1 || deps.traffic.draining) return;
  const read = mirroredRead(request);
  if (read === undefined) return;
  setImmediate(quietly, deps.log, () => {
    shadow.replied(read, reply, contextOf(request).bytes);
  });
}

/** Refuses a request with a body and without any credential before its body is read. */
function refuseStranger(request: IncomingMessage, { query }: Target, found: MatchResult): void {
  if (!isRead(request) || found.kind !== 'match' || found.match.route.callers.has('anonymous')) return;
  if (request.headers.authorization !== undefined || readRawQuery(query).has('access_token')) return;
  throw new GatewayError('token-missing');
}

async function readV1Body({ request, response, deps }: At): Promise<unknown> {
  return parseBody(await readBody(request, { hold: deps.budget(response) }), request.headers['content-type']);
}

/** A body on GET has no meaning (RFC 9110 section 9.3.1); .NET and ruby send empty ones. */
function isRead(request: IncomingMessage): boolean {
  return request.method !== 'GET' && request.method !== 'HEAD' && hasBody(request);
}

function toV1(
  target: Target,
  { found, body, signal, at }: { found: MatchResult; body: unknown; signal: Cancellation; at: At },
): V1Request {
  const { request, deps } = at;
  const context = contextOf(request);
  return {
    method: routeMethod(request.method),
    path: target.path,
    query: target.query,
    found,
    authorization: bearerOf(request.headers.authorization),
    body,
    origin: originOf(request, deps.origin),
    signal,
    trace: context.span.context,
  };
}

/**
 * The token of a Bearer header (RFC 6750 section 2.1); old documentation spelled the scheme in lower case. Undefined
 * for another scheme, which is no v1 token.
 */
function bearerOf(header: string | undefined): string | undefined {
  if (header === undefined || !/^bearer(?=\s|$)/i.test(header)) return undefined;
  const token = header.slice('bearer'.length).trim();
  return /\s/.test(token) ? undefined : token;
}

function note(found: MatchResult, context: RequestContext): void {
  context.route = found.kind === 'match' ? found.match.route.id : found.kind;
  if (found.kind !== 'match') return;
  context.entry = found.match.route;
  const [line] = found.match.route.lines;
  context.line = `${line.method} ${line.path}`;
}

function respond(reply: V1Reply, { request, response, deps }: At): void {
  const context = contextOf(request);
  writeReply(response, reply, {
    context,
    traffic: deps.traffic,
    extra: [...corsHeaders(request.headers), ...deps.migration(context.entry)],
  });
}
