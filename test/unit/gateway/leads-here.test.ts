import { once } from 'node:events';
import { Agent, createServer, get, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { refuseOwnAddresses } from '../../../src/gateway/pass-through/leads-here.js';

let server: Server;
let agent: Agent;
let served: number;

beforeEach(async () => {
  served = 0;
  server = createServer((_request, response) => {
    served += 1;
    response.end();
  });
  await once(server.listen(0, '::'), 'listening');
  agent = new Agent({ keepAlive: true });
});

afterEach(async () => {
  agent.destroy();
  await once(server.close(), 'close');
});

/** Status of the answer, or the error's code. */
function ask(host: string): Promise<unknown> {
  const { port } = server.address() as AddressInfo;
  return new Promise((resolve) => {
    get({ agent, host, port }, (answer: IncomingMessage) => {
      answer.resume().on('end', () => {
        resolve(answer.statusCode);
      });
    }).on('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code);
    });
  });
}

const looped = 'loop-detected';

test.each([
  { listens: '127.0.0.1', connects: '127.0.0.1', expected: looped },
  { listens: '0.0.0.0', connects: '127.0.0.1', expected: looped },
  { listens: '::', connects: '127.0.0.1', expected: looped },
  { listens: '::', connects: '::1', expected: looped },
  { listens: '::1', connects: '::1', expected: looped },
  { listens: '::ffff:127.0.0.1', connects: '127.0.0.1', expected: looped },
  { listens: '192.0.2.1', connects: '127.0.0.1', expected: 200 },
  { listens: '127.0.0.1', further: 1, connects: '127.0.0.1', expected: 200 },
  { listens: '127.0.0.1', connects: '::1', expected: 200 },
  // Another program may listen on the same port of IPv6.
  { listens: '0.0.0.0', connects: '::1', expected: 200 },
])('a connection from a gateway: %p', async ({ listens, further = 0, connects, expected }) => {
  const { port } = server.address() as AddressInfo;
  const own = [{ address: listens, port: port + further, family: 'IPv4' }];
  refuseOwnAddresses(agent, () => own, 'HOLDOVER_UPSTREAM_URL');
  expect([await ask(connects), await ask(connects)]).toEqual([expected, expected]);
  expect(served).toBe(expected === 200 ? 2 : 0);
});
