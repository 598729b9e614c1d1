import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createRawServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { GatewayError } from '../../../src/errors/gateway-error.js';
import type { UpstreamAnswer } from '../../../src/upstream/exchange.js';

export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly rawHeaders: readonly string[];
  readonly body: string;
}

export interface TenantDouble {
  readonly url: string;
  readonly seen: Seen[];
  /** Connections accepted so far. */
  connections(): number;
  close(): Promise<void>;
}

/** A node:http server that records each request, then leaves the answer to the test. */
export async function startTenant(
  answer: (response: ServerResponse, seen: Seen, index: number) => void,
): Promise<TenantDouble> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      const { method = '', url = '', headers, rawHeaders } = request;
      const entry = { method, url, headers, rawHeaders, body };
      seen.push(entry);
      answer(response, entry, seen.length - 1);
    });
  });
  return double(server, seen);
}

/** A socket server for answers that no HTTP library would send. */
export async function startRawTenant(answer: (socket: Socket, index: number) => void): Promise<TenantDouble> {
  let requests = 0;
  const server = createRawServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', () => {
      answer(socket, requests++);
    });
  });
  return double(server, []);
}

async function double(server: Server, seen: Seen[]): Promise<TenantDouble> {
  const sockets = new Set<Socket>();
  let connections = 0;
  server.on('connection', (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        for (const socket of sockets) socket.destroy();
      }),
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** A promise and the function that resolves it, for tests that wait for something to happen. */
export function signalled(): { readonly happened: Promise<void>; readonly happen: () => void } {
  let happen = (): void => undefined;
  const happened = new Promise<void>((resolve) => {
    happen = resolve;
  });
  return { happened, happen };
}

/** The outcome of a call: the body of its answer, or the code of its failure. */
export function outcomeOfSend(sent: Promise<UpstreamAnswer>): Promise<string | { body: unknown }> {
  return sent.then(
    ({ body }) => ({ body }),
    (error: unknown) => (error instanceof GatewayError ? error.code : String(error)),
  );
}
