import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';

/** A tenant at the level of bytes: it records what reaches it, and can answer what no HTTP server would. */
export interface RawTenant {
  readonly url: string;
  /** All bytes of all connections, in order of arrival. */
  readonly received: () => Buffer;
  /** The connections that are open now. */
  readonly open: () => number;
  /** Resolves when the condition holds; the condition is checked after every event. */
  readonly until: (condition: () => boolean) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** @param react is called for every chunk; `text` is what this connection has sent since its last answer */
export async function startRawTenant(react: (socket: Socket, text: string) => void): Promise<RawTenant> {
  const chunks: Buffer[] = [];
  const sockets = new Set<Socket>();
  const waiting: { condition: () => boolean; resolve: () => void }[] = [];
  const look = (): void => {
    for (const each of [...waiting]) {
      if (!each.condition()) continue;
      waiting.splice(waiting.indexOf(each), 1);
      each.resolve();
    }
  };
  const server = createServer((socket) => {
    sockets.add(socket);
    let text = '';
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      text += chunk.toString('latin1');
      react(socket, text);
      if (text.includes('\r\n\r\n')) text = '';
      look();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      sockets.delete(socket);
      look();
    });
    look();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received: () => Buffer.concat(chunks),
    open: () => sockets.size,
    until: (condition) => {
      if (condition()) return Promise.resolve();
      return new Promise((resolve) => waiting.push({ condition, resolve }));
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
