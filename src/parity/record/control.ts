import { once } from 'node:events';
import { Agent as HttpAgent, request as requestHttp, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { createSecureContext } from 'node:tls';
import { createAsk, type Ask } from '../ask.js';
import { sentHeaders } from './passed-headers.js';

/** The live v1 that is recorded. */
export interface Control {
  /** Passes a request on; its body streams. */
  readonly send: (request: IncomingMessage) => Promise<{ answer: IncomingMessage; sent: Kept }>;
  /** Asks for the same again. */
  readonly ask: Ask;
  readonly close: () => void;
}

/** The bytes of a body, kept while it streams through. */
export interface Kept {
  /** Undefined if the body was too long to keep. */
  bytes(): Buffer | undefined;
}

/** A longer body is passed on, but not recorded. */
const mostBytes = 16 * 1024 * 1024;

export interface ControlOptions {
  /** Base URL, without a slash at the end. */
  readonly control: string;
  /** PEMs of the CAs to trust; by default those that Node knows. */
  readonly ca?: string | string[] | undefined;
}

export function openControl({ control, ca }: ControlOptions): Control {
  const { protocol, hostname, host, port, pathname } = new URL(control);
  const secure = protocol === 'https:';
  const trusted = ca === undefined ? {} : { secureContext: createSecureContext({ ca }) };
  const agent = secure ? new HttpsAgent({ keepAlive: true, ...trusted }) : new HttpAgent({ keepAlive: true });
  const { ask, close } = createAsk({ base: control, connections: 4, timeoutMs: 30_000, ca });
  const before = pathname === '/' ? '' : pathname;
  return {
    ask,
    send: async (request) => {
      const sent = keep(request);
      const out = (secure ? requestHttps : requestHttp)({
        agent,
        hostname: hostname.replace(/^\[|\]$/g, ''),
        port,
        method: request.method,
        path: `${before}${request.url ?? '/'}`,
        // v1 told its tenants apart by the host name. `Accept-Encoding` is dropped: compressed bodies could not be
        // read.
        headers: [...sentHeaders(request), 'Host', host],
      });
      // `once` below reports a missing answer; a later error must not end the recorder.
      out.on('error', () => undefined);
      request.pipe(out);
      request.once('close', () => {
        if (!request.complete) out.destroy();
      });
      const [answer] = (await once(out, 'response')) as [IncomingMessage];
      return { answer, sent };
    },
    close: () => {
      agent.destroy();
      close();
    },
  };
}

/** Keeps the bytes of a body while it streams through. */
export function keep(message: IncomingMessage): Kept {
  const chunks: Buffer[] = [];
  let size = 0;
  message.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= mostBytes) chunks.push(chunk);
  });
  return { bytes: () => (size > mostBytes ? undefined : Buffer.concat(chunks)) };
}
