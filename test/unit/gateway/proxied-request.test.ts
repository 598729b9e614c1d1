import { once } from 'node:events';
import { Agent, createServer, IncomingMessage, request as send } from 'node:http';
import { Socket, type AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { endInTime } from '../../../src/gateway/pass-through/proxied-request.js';

function connected(): void {
  throw new Error('It has no connection.');
}

test('a request that gets no socket to the tenant times out like one that gets no answer', async () => {
  const server = createServer(() => undefined).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const agent = new Agent({ maxSockets: 1 });
  const first = send({ port, agent }).on('error', () => undefined);
  first.end();
  await once(server, 'request');
  const second = send({ port, agent }).on('error', () => undefined);
  const failed = once(second, 'error');
  endInTime(second, { timeoutMs: 20, request: new IncomingMessage(new Socket()), connected });
  second.end();
  expect(((await failed) as unknown[])[0]).toMatchObject({ code: 'upstream-timeout' });
  first.destroy();
  server.close();
});

/** Its host never answers. */
function connectingForever(): Socket {
  return Object.defineProperty(new Socket(), 'connecting', { value: true });
}

test('a request whose connection to the tenant is never made times out alike', async () => {
  const outgoing = send({ createConnection: connectingForever }).on('error', () => undefined);
  const failed = once(outgoing, 'error');
  endInTime(outgoing, { timeoutMs: 20, request: new IncomingMessage(new Socket()), connected });
  outgoing.end();
  expect(((await failed) as unknown[])[0]).toMatchObject({ code: 'upstream-timeout' });
  outgoing.destroy();
});
