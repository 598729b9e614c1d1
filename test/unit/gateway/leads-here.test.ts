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
  await once(server.listen(0, '127.0.0.1'), 'listening');
  agent = new Agent({ keepAlive: true });
});

afterEach(async () => {
  agent.destroy();
  await once(server.close(), 'close');
});

/** Status of the answer, or the error's code. */
function ask(): Promise<unknown> {
  const { port } = server.address() as AddressInfo;
  return new Promise((resolve) => {
    get({ agent, host: '127.0.0.1', port }, (answer: IncomingMessage) => {
      answer.resume().on('end', () => {
        resolve(answer.statusCode);
      });
    }).on('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code);
    });
  });
}

test.each([
  ['127.0.0.1', 0, 'loop-detected'],
  ['0.0.0.0', 0, 'loop-detected'],
  ['::', 0, 'loop-detected'],
  ['::ffff:127.0.0.1', 0, 'loop-detected'],
  ['192.0.2.1', 0, 200],
  ['127.0.0.1', 1, 200],
])('a gateway on %s, %i ports further, connected to 127.0.0.1: %s', async (address, further, expected) => {
  const { port } = server.address() as AddressInfo;
  const own = [{ address, port: port + further, family: 'IPv4' }];
  refuseOwnAddresses(agent, () => own, 'HOLDOVER_UPSTREAM_URL');
  expect([await ask(), await ask()]).toEqual([expected, expected]);
  expect(served).toBe(expected === 200 ? 2 : 0);
});
