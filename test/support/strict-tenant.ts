import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { NotHttp, readStrictRequest, type StrictRequest } from './strict-message.js';

/** A tenant that parses strictly by RFC 9112, and writes any bytes that it is told to. */
export interface StrictTenant {
  readonly url: string;
  readonly requests: StrictRequest[];
  /** The invalid messages, with the bytes that show it. */
  readonly faults: { readonly reason: string; readonly bytes: string }[];
  /** Closes all connections. */
  hangUp(): void;
  close(): Promise<void>;
}

/** @param answer is called for every whole request */
export async function startStrictTenant(
  answer: (socket: Socket, request: StrictRequest) => void,
): Promise<StrictTenant> {
  const requests: StrictRequest[] = [];
  const faults: StrictTenant['faults'] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let bytes = Buffer.alloc(0);
    const take = (chunk: Buffer): void => {
      bytes = Buffer.concat([bytes, chunk]);
      for (
        let request = readStrictRequest(bytes);
        request !== undefined;
        request = readStrictRequest(bytes)
      ) {
        bytes = bytes.subarray(request.length);
        requests.push(request);
        answer(socket, request);
      }
    };
    socket.on('data', (chunk: Buffer) => {
      try {
        take(chunk);
      } catch (error) {
        if (!(error instanceof NotHttp)) throw error;
        faults.push({ reason: error.message, bytes: bytes.toString('latin1') });
        socket.destroy();
      }
    });
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  const hangUp = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    faults,
    hangUp,
    close: async () => {
      hangUp();
      server.close();
      await once(server, 'close');
    },
  };
}
