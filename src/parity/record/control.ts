import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { createAsk, type Ask } from '../ask.js';
import { wayTo, type WayOptions } from '../way-to.js';
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

export interface ControlOptions extends Pick<WayOptions, 'ca'> {
  /** Base URL, without a slash at the end. */
  readonly control: string;
}

export function openControl({ control, ca }: ControlOptions): Control {
  const { host } = new URL(control);
  const way = wayTo(control, { ca });
  const { ask, close } = createAsk({ base: control, connections: 4, timeoutMs: 30_000, ca });
  return {
    ask,
    send: async (request) => {
      const sent = keep(request);
      // v1 told its tenants apart by the host name. `Accept-Encoding` is dropped: compressed bodies could not be read.
      const headers = [...sentHeaders(request), 'Host', host];
      const out = way.send(request.url ?? '/', { method: request.method, headers });
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
      way.close();
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
