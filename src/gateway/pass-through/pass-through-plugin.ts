import type { Agent, IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import type { Plugin } from 'http-proxy-middleware';
import { GatewayError } from '../../errors/gateway-error.js';
import type { CallSpan, TraceCall, TracedCall } from '../../observe/tracing.js';
import { told } from '../../pipeline/refusals/told.js';
import { serverOf } from '../../upstream/wire/server-of.js';
import { forwardedRequestHeaders } from './forward-headers.js';
import type { PerRequest } from '../per-request.js';
import { failureReply, RefusedRequest } from '../refused-request.js';
import { relayAnswer } from './relay-answer.js';
import type { CurrentStreet } from '../street.js';
import { tappedAgent } from './tapped-agent.js';
import type { Traffic } from '../traffic.js';
import { endInTime, mayGoAgain, replayed, type Trip } from './trip.js';
import type { TrustsPeer } from '../limits/trusted-proxies.js';
import { visitOf } from '../visit.js';
import { writeReply } from '../write-reply.js';

export interface PluginDeps {
  /** Base URL of the tenant, without a slash at the end. */
  readonly upstreamUrl: string;
  /** How long the tenant may be silent. */
  readonly timeoutMs: number;
  readonly street: CurrentStreet;
  readonly traffic: Traffic;
  readonly trusts: TrustsPeer;
  readonly trace: TraceCall;
  /** Is told the path of what may have been changed, before the client is. */
  readonly written: (path: string) => void;
  readonly agent: Agent;
  readonly trips: PerRequest<Trip>;
  readonly retry: (request: IncomingMessage, response: ServerResponse) => void;
}

interface Options {
  agent?: Agent;
  buffer?: Readable;
}

/** Answers true where nothing more is to be done. */
type Pass = (request: IncomingMessage, response: ServerResponse, options: Options) => boolean;

/** http-proxy's way to put a step of one's own among its own; its type declarations leave it out. */
interface HasPasses {
  before(type: 'web', name: string, pass: Pass): void;
}

/** What http-proxy is made to do: its own header handling and its own answers are never used. */
export function passThroughPlugin(deps: PluginDeps): Plugin {
  return (server) => {
    (server as unknown as HasPasses).before('web', 'stream', setOut(deps));
    server.on('proxyRes', (answer, request, response) => {
      const trip = deps.trips.get(request);
      if (trip !== undefined) trip.answer = answer;
      tellWritten(request, deps);
      try {
        relayAnswer(answer, response, { visit: visitOf(request), traffic: deps.traffic, hear: trip?.hear });
      } catch (error) {
        failTrip(error, { request, response, deps });
      }
    });
    server.on('error', (error, request, response) => {
      const trip = deps.trips.get(request);
      if (trip !== undefined && mayGoAgain(trip, error, request)) {
        trip.again = true;
        deps.retry(request, response as ServerResponse);
      } else if (trip?.answer?.complete !== true) {
        // Bytes after a complete answer cost the tenant its connection, not the client its answer.
        failTrip(error, { request, response: response as ServerResponse, deps });
      }
    });
  };
}

function setOut({ upstreamUrl, timeoutMs, trips, agent, trusts, trace }: PluginDeps): Pass {
  const prefix = new URL(upstreamUrl).pathname.replace(/\/+$/, '');
  const server = serverOf(upstreamUrl);
  return (request, _response, options) => {
    const trip = trips.get(request);
    if (trip === undefined || trip.over) return true;
    const { rawHeaders, socket } = request;
    const trusted = trusts(socket.remoteAddress);
    const { isOwn, context } = openSpan(trip, request, { trace, server });
    const length = trip.body?.length;
    const headers = forwardedRequestHeaders(rawHeaders, {
      trusted,
      length,
      trace: isOwn ? context : undefined,
    });
    // http-proxy copies them from the last to the first (util._extend).
    request.headers = Object.fromEntries(Object.entries(headers).reverse());
    const body = replayed(trip);
    if (body !== undefined) options.buffer = body;
    options.agent = tappedAgent(agent, (outgoing) => {
      trip.outgoing = outgoing;
      outgoing.path = prefix + trip.target;
      endInTime(outgoing, timeoutMs, request);
    });
    return false;
  };
}

function openSpan(
  trip: Trip,
  request: IncomingMessage,
  { trace, server }: { trace: TraceCall; server: TracedCall['server'] },
): CallSpan {
  const { method = '' } = request;
  trip.span?.end({ error: 'upstream-unreachable' });
  const resends = trip.again ? 1 : 0;
  trip.span = trace({ method, template: undefined, server, resends, parent: visitOf(request).span.context });
  return trip.span;
}

interface Failed {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly deps: PluginDeps;
}

/** An opaque 502 or 504, or the end of the connection where an answer had begun. */
export function failTrip(thrown: unknown, { request, response, deps }: Failed): void {
  const trip = deps.trips.get(request);
  if (trip?.over === true) return;
  if (trip !== undefined) trip.over = true;
  trip?.outgoing?.destroy();
  tellWritten(request, deps);
  const visit = visitOf(request);
  if (response.headersSent) {
    visit.cut = !response.writableFinished;
    response.destroy();
    return;
  }
  const own = thrown instanceof GatewayError || thrown instanceof RefusedRequest;
  const error = own ? thrown : brokenWay(thrown);
  visit.lastOnConnection = true;
  const calls = trip?.outgoing !== undefined && visit.route === 'pass-through' ? 1 : 0;
  const reply = failureReply(error, deps.street().errors, { calls });
  // Also where a live v1 is to answer, clients of the entry must not take a failure for success (`only-400`).
  writeReply(response, told(reply, visit.entry), { visit, traffic: deps.traffic });
}

const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Nobody knows what else than the safe methods (RFC 9110 section 9.2.1) has done, whatever the answer. */
export function tellWritten(request: IncomingMessage, { trips, written }: PluginDeps): void {
  const path = trips.get(request)?.target.split('?', 1)[0];
  if (path !== undefined && !safeMethods.has(request.method ?? '')) written(path);
}

/** What Node's parser cannot read came from a tenant that was reached. */
function brokenWay(thrown: unknown): GatewayError {
  const { code } = thrown as NodeJS.ErrnoException;
  const name = code?.startsWith('HPE_') === true ? 'upstream-unreadable' : 'upstream-unreachable';
  return new GatewayError(name, code === undefined ? {} : { reason: code }, { cause: thrown });
}
