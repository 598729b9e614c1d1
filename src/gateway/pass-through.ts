import { Agent as HttpAgent, type IncomingMessage, type ServerResponse } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Readable } from 'node:stream';
import { createProxyMiddleware, type Plugin } from 'http-proxy-middleware';
import type { ErrorTable } from '../errors/error-table.js';
import { GatewayError } from '../errors/gateway-error.js';
import { forwardedRequestHeaders } from './forward-headers.js';
import { failureReply, RefusedRequest } from './refused-request.js';
import { relayAnswer } from './relay-answer.js';
import { tappedAgent } from './tapped-agent.js';
import type { Traffic } from './traffic.js';
import { mayGoAgain, replayed, tie, type Trip } from './trip.js';
import type { TrustsPeer } from './trusted-proxies.js';
import { visitOf } from './visit.js';
import { writeReply } from './write-reply.js';

export interface PassThroughDeps {
  /** Base URL of the tenant, without a slash at the end. */
  readonly upstreamUrl: string;
  /** How long the tenant may be silent. */
  readonly timeoutMs: number;
  readonly errors: ErrorTable;
  readonly traffic: Traffic;
  readonly trusts: TrustsPeer;
}

export interface PassThrough {
  /**
   * Sends the request on to the tenant and its answer back.
   *
   * @param body the bytes, where they have been taken from the request already
   */
  forward(request: IncomingMessage, response: ServerResponse, body?: Buffer): void;
  close(): void;
}

interface Options {
  agent?: HttpAgent;
  buffer?: Readable;
}

/** http-proxy's way to put a step of one's own among its own; its type declarations leave it out. */
interface HasPasses {
  before(
    type: 'web',
    name: string,
    pass: (request: IncomingMessage, response: ServerResponse, options: Options) => void,
  ): void;
}

/**
 * Everything that is not v1's, untouched: method, path and query as sent, header but for what belongs to this hop,
 * body as a stream, redirects as they are. No `X-Forwarded-*` is added.
 */
export function createPassThrough(deps: PassThroughDeps): PassThrough {
  const trips = new WeakMap<IncomingMessage, Trip>();
  const agent = keptAlive(deps.upstreamUrl);
  const retry = (request: IncomingMessage, response: ServerResponse): void => {
    send(request, response);
  };
  const proxy = createProxyMiddleware({
    target: deps.upstreamUrl,
    changeOrigin: true,
    selfHandleResponse: true,
    toProxy: true,
    // The stock plugins log paths, and answer errors with them.
    ejectPlugins: true,
    plugins: [ours({ deps, trips, agent, retry })],
  });
  const send = (request: IncomingMessage, response: ServerResponse): void => {
    // http-proxy-middleware reads the path as a WHATWG URL, http-proxy folds `//` in it: they get one that they
    // cannot misread, and the outgoing request gets the client's own.
    request.url = '/';
    void proxy(request, response, (error) => {
      failTrip(error, { request, response, deps });
    });
  };
  return {
    forward(request, response, body) {
      visitOf(request).route = 'pass-through';
      const target = request.url ?? '/';
      trips.set(request, { target, body, outgoing: undefined, answer: undefined, again: false });
      send(request, response);
    },
    close: () => {
      agent.destroy();
    },
  };
}

/** Without an agent that keeps connections, http-proxy closes the client's connection as well. */
function keptAlive(url: string): HttpAgent {
  const settings = { keepAlive: true, maxSockets: 100, scheduling: 'lifo' } as const;
  return new URL(url).protocol === 'https:' ? new HttpsAgent(settings) : new HttpAgent(settings);
}

interface Ours {
  readonly deps: PassThroughDeps;
  readonly trips: WeakMap<IncomingMessage, Trip>;
  readonly agent: HttpAgent;
  readonly retry: (request: IncomingMessage, response: ServerResponse) => void;
}

function ours({ deps, trips, agent, retry }: Ours): Plugin {
  const prefix = new URL(deps.upstreamUrl).pathname.replace(/\/+$/, '');
  return (server) => {
    (server as unknown as HasPasses).before('web', 'stream', (request, response, options) => {
      const trip = trips.get(request);
      if (trip === undefined) return;
      const { rawHeaders, socket } = request;
      request.headers = forwardedRequestHeaders(rawHeaders, {
        trusted: deps.trusts(socket.remoteAddress),
        length: trip.body?.length,
      });
      const body = replayed(trip);
      if (body !== undefined) options.buffer = body;
      options.agent = tappedAgent(agent, (outgoing) => {
        trip.outgoing = outgoing;
        outgoing.path = prefix + trip.target;
        tie(outgoing, response, deps.timeoutMs);
      });
    });
    server.on('proxyRes', (answer, request, response) => {
      const trip = trips.get(request);
      if (trip !== undefined) trip.answer = answer;
      try {
        relayAnswer(answer, response, { visit: visitOf(request), traffic: deps.traffic });
      } catch (error) {
        failTrip(error, { request, response, deps });
      }
    });
    server.on('error', (error, request, response) => {
      const trip = trips.get(request);
      if (trip !== undefined && mayGoAgain(trip, error, request)) {
        trip.again = true;
        retry(request, response as ServerResponse);
      } else if (trip?.answer?.complete !== true) {
        // Bytes after a complete answer cost the tenant its connection, not the client its answer.
        failTrip(error, { request, response: response as ServerResponse, deps });
      }
    });
  };
}

interface Failed {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly deps: PassThroughDeps;
}

function failTrip(thrown: unknown, { request, response, deps }: Failed): void {
  const visit = visitOf(request);
  if (response.headersSent) {
    visit.cut = !response.writableFinished;
    response.destroy();
    return;
  }
  const own = thrown instanceof GatewayError || thrown instanceof RefusedRequest;
  const error = own ? thrown : new GatewayError('upstream-unreachable', {}, { cause: thrown });
  visit.lastOnConnection = true;
  writeReply(response, failureReply(error, deps.errors), { visit, traffic: deps.traffic });
}
