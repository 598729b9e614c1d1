import { createServer, type IncomingMessage } from 'node:http';
import { serve } from './serve.js';

export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly authorization: string | undefined;
  /** Empty where there is none. */
  readonly body: string;
}

export interface Told {
  readonly status: number;
  readonly type: string;
  readonly body: string | Buffer;
}

/** Serves whole answers to whole requests, with nothing around them. */
export function serveAnswers(answer: (asked: Asked) => Promise<Told>): void {
  const server = createServer((request, response) => {
    const { method = '', url = '' } = request;
    const { authorization } = request.headers;
    readBody(request)
      .then((body) => answer({ method, url, authorization, body }))
      .then(
        ({ status, type, body }) => {
          response.writeHead(status, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) });
          response.end(body);
        },
        () => response.destroy(),
      );
  });
  serve(server);
}

function readBody(request: IncomingMessage): Promise<string> {
  if (request.method === 'GET') return Promise.resolve('');
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.once('end', () => {
      resolve(Buffer.concat(chunks).toString());
    });
    request.once('error', reject);
  });
}
