import { Agent as HttpAgent, type IncomingMessage, type ServerResponse } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { createProxyMiddleware, type RequestHandler } from 'http-proxy-middleware';
import { overloaded } from '../limits/bounds.js';
import { sharerOf } from '../limits/client-network.js';
import { withV1Status } from '../../pipeline/refusals/with-v1-status.js';
import { refuseOwnAddresses, type OwnAddresses } from './leads-here.js';
import { PerRequest } from '../per-request.js';
import { failProxied, passThroughPlugin, tellWritten, type PluginDeps } from './pass-through-plugin.js';
import { refusalReply } from '../refused-request.js';
import type { SharedRoom } from '../limits/shared-room.js';
import { openProxied, type ForwardOptions, type ProxiedRequest } from './proxied-request.js';
import { contextOf } from '../request-context.js';
import { writeReply } from '../write-reply.js';

export interface PassThroughDeps extends Omit<PluginDeps, 'agent' | 'proxiedRequests' | 'retry'> {
  /** Bounds the passed-through requests in flight, over all servers. */
  readonly room: SharedRoom;
  /** Most connections to the server. */
  readonly most: number;
  /** The server: the tenant or the live v1. */
  readonly to: 'tenant' | 'v1';
  readonly own: OwnAddresses;
}

export interface PassThrough {
  /** Forwards the request and relays its answer. */
  forward(request: IncomingMessage, response: ServerResponse, options?: ForwardOptions): void;
  close(): void;
}

/**
 * Passes requests through unchanged: method, path and query as sent, header without hop-by-hop fields, body as a
 * stream, redirects as they are. No `X-Forwarded-*` is added.
 */
export function createPassThrough(options: PassThroughDeps): PassThrough {
  const { most, room, traffic, to } = options;
  const agent = keptAlive(options.upstreamUrl, most);
  refuseOwnAddresses(agent, options.own, to === 'v1' ? 'HOLDOVER_SHADOW_URL' : 'HOLDOVER_UPSTREAM_URL');
  const send = (request: IncomingMessage, response: ServerResponse): void => {
    // http-proxy-middleware parses the path as a WHATWG URL and http-proxy collapses `//`: they get `/`, and the
    // outgoing request gets the client's own target.
    request.url = '/';
    void proxy(request, response, (error) => {
      failProxied(error, { request, response, deps });
    });
  };
  const deps: PluginDeps = { ...options, agent, proxiedRequests: new PerRequest(), retry: send };
  const proxy = proxyMiddleware(deps);
  return {
    forward(request, response, more = {}) {
      const context = contextOf(request);
      if (to === 'v1') context.byV1 = true;
      else context.route = 'pass-through';
      if (!room.takeUntilClosed(response, sharerOf(request, options.trusts))) {
        writeReply(response, withV1Status(refusalReply(overloaded), context.entry), { context, traffic });
        return;
      }
      const proxied = openProxied(request, more);
      deps.proxiedRequests.set(request, proxied);
      response.once('close', () => {
        endProxied(proxied, response, deps);
      });
      // http-proxy adds its listener later, and would miss the error of a body that breaks in its first segment.
      request.once('error', (error: NodeJS.ErrnoException) => {
        if (error.code !== 'ECONNRESET') failProxied(error, { request, response, deps });
      });
      send(request, response);
    },
    close: () => {
      agent.destroy();
    },
  };
}

function endProxied(proxied: ProxiedRequest, response: ServerResponse, deps: PluginDeps): void {
  const { outcome } = contextOf(response.req);
  proxied.span?.end({ status: proxied.answer?.statusCode, error: outcome?.error?.code });
  if (response.writableFinished) return;
  // Ends the tenant's side with the client's; the tenant may still have done what was sent.
  proxied.outgoing?.destroy();
  if (proxied.outgoing !== undefined) tellWritten(response.req, deps);
}

function proxyMiddleware(deps: PluginDeps): RequestHandler {
  return createProxyMiddleware({
    target: deps.upstreamUrl,
    changeOrigin: true,
    selfHandleResponse: true,
    toProxy: true,
    // The default plugins log paths and put them into error answers.
    ejectPlugins: true,
    plugins: [passThroughPlugin(deps)],
  });
}

/** With a keep-alive agent: without one, http-proxy closes the client's connection as well. */
function keptAlive(url: string, maxSockets: number): HttpAgent {
  const settings = { keepAlive: true, maxSockets, scheduling: 'lifo' } as const;
  return new URL(url).protocol === 'https:' ? new HttpsAgent(settings) : new HttpAgent(settings);
}
