import {
  Agent as HttpAgent,
  request as requestHttp,
  type ClientRequest,
  type RequestOptions,
} from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { createSecureContext } from 'node:tls';
import { serverOf } from '../upstream/wire/server-of.js';

export interface WayOptions {
  /** Most connections at once; default: no limit. */
  readonly connections?: number;
  /** PEMs of the CAs to trust; by default those that Node knows. */
  readonly ca?: string | string[] | undefined;
}

/** Kept-alive connections to one server; `close` ends them. */
export interface Way {
  /** Opens a request. The target is sent as it is, behind the path of the base URL. */
  readonly send: (
    target: string,
    options: Pick<RequestOptions, 'method' | 'headers' | 'signal'>,
  ) => ClientRequest;
  readonly close: () => void;
}

/** @param base URL of the server, without a slash at the end */
export function wayTo(base: string, { connections = Infinity, ca }: WayOptions): Way {
  const { protocol, pathname } = new URL(base);
  const secure = protocol === 'https:';
  // Made once: with all of Node's CAs it takes 17 ms, for each connection otherwise.
  const trusting = ca === undefined ? {} : { secureContext: createSecureContext({ ca }) };
  const settings = { keepAlive: true, maxSockets: connections, ...trusting };
  const agent = secure ? new HttpsAgent(settings) : new HttpAgent(settings);
  const { address: hostname, port } = serverOf(base);
  const before = pathname === '/' ? '' : pathname;
  return {
    send: (target, options) =>
      (secure ? requestHttps : requestHttp)({
        agent,
        hostname,
        port,
        path: `${before}${target}`,
        ...options,
      }),
    close: () => {
      agent.destroy();
    },
  };
}
