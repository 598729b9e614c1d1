import type { Agent, IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import type { Plugin } from 'http-proxy-middleware';
import { GatewayError } from '../../errors/gateway-error.js';
import type { CallSpan, TraceCall, TracedCall } from '../../observe/tracing/tracing.js';
import { isToBeLookedFor } from '../../pipeline/refusals/is-outcome-unknown.js';
import { withV1Status } from '../../pipeline/refusals/with-v1-status.js';
import { serverOf } from '../../upstream/wire/server-of.js';
import { forwardedRequestHeaders } from './forward-headers.js';
import type { PerRequest } from '../per-request.js';
import { failureReply, RefusedRequest } from '../refused-request.js';
import { relayAnswer } from './relay-answer.js';
import type { CurrentStreet } from '../street.js';
import { tappedAgent } from './tapped-agent.js';
import type { Traffic } from '../traffic.js';
import { endInTime, mayGoAgain, replayed, type ProxiedRequest } from './proxied-request.js';
import type { TrustsPeer } from '../limits/trusted-proxies.js';
import { contextOf } from '../request-context.js';
import { writeReply } from '../write-reply.js';

export interface PluginDeps {
  /** Base URL of the tenant, without a slash at the end. */
  readonly upstreamUrl: string;
  /** How long the tenant may take without sending anything, in milliseconds. */
  readonly timeoutMs: number;
  readonly street: CurrentStreet;
  readonly traffic: Traffic;
  readonly trusts: TrustsPeer;
  readonly trace: TraceCall;
  /** Called with the path of a request that may have changed something, before the client is answered. */
  readonly written: (path: string) => void;
  readonly agent: Agent;
  readonly proxiedRequests: PerRequest<ProxiedRequest>;
  readonly retry: (request: IncomingMessage, response: ServerResponse) => void;
}

interface Options {
  agent?: Agent;
  buffer?: Readable;
}

/** Returns true to stop http-proxy's further passes. */
type Pass = (request: IncomingMessage, response: ServerResponse, options: Options) => boolean;

/** http-proxy's method to insert a pass; its type declarations leave it out. */
interface HasPasses {
  before(type: 'web', name: string, pass: Pass): void;
}

/** Adapts http-proxy: neither its header handling nor its own answers are used. */
export function passThroughPlugin(deps: PluginDeps): Plugin {
  return (server) => {
    (server as unknown as HasPasses).before('web', 'stream', prepareOutgoing(deps));
    server.on('proxyRes', (answer, request, response) => {
      const proxied = deps.proxiedRequests.get(request);
      if (proxied !== undefined) proxied.answer = answer;
      tellWritten(request, deps);
      try {
        relayAnswer(answer, response, {
          context: contextOf(request),
          traffic: deps.traffic,
          onAnswer: proxied?.onAnswer,
        });
      } catch (error) {
        failProxied(error, { request, response, deps });
      }
    });
    server.on('error', (error, request, response) => {
      const proxied = deps.proxiedRequests.get(request);
      if (proxied !== undefined && mayGoAgain(proxied, error, request)) {
        proxied.again = true;
        deps.retry(request, response as ServerResponse);
      } else if (proxied?.answer?.complete !== true) {
        // Extra bytes after a complete answer close the tenant's connection but leave the answer intact.
        failProxied(error, { request, response: response as ServerResponse, deps });
      }
    });
  };
}

function prepareOutgoing({
  upstreamUrl,
  timeoutMs,
  proxiedRequests,
  agent,
  trusts,
  trace,
}: PluginDeps): Pass {
  const prefix = new URL(upstreamUrl).pathname.replace(/\/+$/, '');
  const server = serverOf(upstreamUrl);
  return (request, _response, options) => {
    const proxied = proxiedRequests.get(request);
    if (proxied === undefined || proxied.over) return true;
    const { rawHeaders, socket } = request;
    const trusted = trusts(socket.remoteAddress);
    const { isOwn, context } = openSpan(proxied, request, { trace, server });
    const length = proxied.body?.length;
    const headers = forwardedRequestHeaders(rawHeaders, {
      trusted,
      length,
      trace: isOwn ? context : undefined,
    });
    // Reversed, because http-proxy copies header fields from last to first (util._extend).
    request.headers = Object.fromEntries(Object.entries(headers).reverse());
    const body = replayed(proxied);
    if (body !== undefined) options.buffer = body;
    options.agent = tappedAgent(agent, (outgoing) => {
      Object.assign(proxied, { outgoing, connected: false });
      outgoing.path = prefix + proxied.target;
      endInTime(outgoing, { timeoutMs, request, connected: () => (proxied.connected = true) });
    });
    return false;
  };
}

function openSpan(
  proxied: ProxiedRequest,
  request: IncomingMessage,
  { trace, server }: { trace: TraceCall; server: TracedCall['server'] },
): CallSpan {
  const { method = '' } = request;
  proxied.span?.end({ error: 'upstream-lost' });
  const resends = proxied.again ? 1 : 0;
  proxied.span = trace({
    method,
    template: undefined,
    server,
    resends,
    parent: contextOf(request).span.context,
  });
  return proxied.span;
}

interface Failed {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly deps: PluginDeps;
}

/** Answers with a 502 or 504 without details, or closes the connection if an answer has begun. */
export function failProxied(thrown: unknown, { request, response, deps }: Failed): void {
  const proxied = deps.proxiedRequests.get(request);
  if (proxied?.over === true) return;
  if (proxied !== undefined) proxied.over = true;
  proxied?.outgoing?.destroy();
  tellWritten(request, deps);
  const context = contextOf(request);
  if (response.headersSent) {
    context.cut = !response.writableFinished;
    response.destroy();
    return;
  }
  const isConnected = proxied?.connected === true;
  const isRefused = thrown instanceof RefusedRequest;
  const error = isRefused || thrown instanceof GatewayError ? thrown : brokenWay(thrown, isConnected);
  context.lastOnConnection = true;
  const calls = proxied?.outgoing !== undefined && context.route === 'pass-through' ? 1 : 0;
  // A request is refused here for a body that has not come to its end: nobody can have carried it out.
  const mayBeMade = isConnected && !isRefused && isWrite(request) && isToBeLookedFor(error);
  const reply = failureReply(error, deps.street().errors, { calls, mayBeMade });
  // Failures of the live v1 get the entry's status too: clients of `only-400` entries take others for success.
  writeReply(response, withV1Status(reply, context.entry), { context, traffic: deps.traffic });
}

const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Whether it may change something, because its method is not safe (RFC 9110 section 9.2.1). */
function isWrite({ method = '' }: IncomingMessage): boolean {
  return !safeMethods.has(method);
}

/** Reports the path of a write, whatever the answer. */
export function tellWritten(request: IncomingMessage, { proxiedRequests, written }: PluginDeps): void {
  const path = proxiedRequests.get(request)?.target.split('?', 1)[0];
  if (path !== undefined && isWrite(request)) written(path);
}

/**
 * A parser error means that the tenant was reached but its answer is unreadable; a connection that broke, that it may
 * have got the request.
 */
function brokenWay(thrown: unknown, isConnected: boolean): GatewayError {
  const { code } = thrown as NodeJS.ErrnoException;
  const details = { reason: code };
  if (code?.startsWith('HPE_') === true)
    return new GatewayError('upstream-unreadable', details, { cause: thrown });
  return new GatewayError(isConnected ? 'upstream-lost' : 'upstream-unreachable', details, { cause: thrown });
}
