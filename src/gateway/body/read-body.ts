import type { IncomingMessage } from 'node:http';
import { GatewayError } from '../../errors/gateway-error.js';
import type { Hold } from '../limits/body-budget.js';
import { overloaded } from '../limits/bounds.js';
import { unreadable } from './json-text.js';
import { RefusedRequest } from '../refused-request.js';

/** v2 accepts no larger body. */
const maxBodyBytes = 1024 * 1024;

/** Whether this request has a body, by its header. */
export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || !['0', undefined].includes(headers['content-length']);
}

export interface Reading {
  /** Bytes, default 1 MiB. */
  readonly limit?: number;
  readonly hold: Hold;
}

/**
 * Reads the body from the socket, up to the limit.
 *
 * @throws GatewayError `body-too-large`, `body-unreadable` (compressed), `client-closed-request`
 * @throws RefusedRequest when the bytes break HTTP's framing or come too slowly, or all requests together hold too
 *   many
 */
export async function readBody(
  request: IncomingMessage,
  { limit = maxBodyBytes, hold }: Reading,
): Promise<Buffer> {
  if (!hasBody(request)) return Buffer.alloc(0);
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge(limit);
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding.toLowerCase() !== 'identity') throw unreadable('compressed bodies are not accepted');
  return gather(request, { limit, hold });
}

function gather(request: IncomingMessage, { limit, hold }: Required<Reading>): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const settle = (finish: () => void): void => {
      request.off('data', take).off('end', end).off('error', stop).off('close', close);
      finish();
    };
    const take = (chunk: Buffer): void => {
      size += chunk.length;
      chunks.push(chunk);
      if (size > limit) refuse(tooLarge(limit));
      else if (!hold(chunk.length)) refuse(new RefusedRequest(overloaded));
    };
    const refuse = (error: Error): void => {
      settle(() => {
        request.pause();
        reject(error);
      });
    };
    const end = (): void => {
      settle(() => {
        const [first] = chunks;
        resolve(chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks));
      });
    };
    const stop = (error: Error): void => {
      settle(() => {
        reject((error as NodeJS.ErrnoException).code === 'ECONNRESET' ? gone() : error);
      });
    };
    const close = (): void => {
      settle(() => {
        reject(gone());
      });
    };
    request.on('data', take).on('end', end).on('error', stop).on('close', close);
  });
}

function tooLarge(limit: number): GatewayError {
  return new GatewayError('body-too-large', { message: `more than ${limit} bytes.` });
}

function gone(): GatewayError {
  return new GatewayError('client-closed-request');
}
