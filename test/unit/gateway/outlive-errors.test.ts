import { once } from 'node:events';
import { createServer } from 'node:http';
import { expect, test } from '@jest/globals';
import { listen } from '../../../src/gateway/ports/listen.js';
import { outliveErrors } from '../../../src/gateway/ports/outlive-errors.js';

/** The error that Node makes of a failed `accept`. */
const accept = Object.assign(new Error('accept ENFILE'), { code: 'ENFILE', syscall: 'accept' });
const address = { host: '127.0.0.1', port: 0 };
const keys = { key: 'HOLDOVER_PORT', hostKey: 'HOLDOVER_HOST', scheme: 'http' } as const;

test('a server that cannot accept a connection goes on, and reports it once in a while', async () => {
  const told: unknown[] = [];
  const server = createServer();
  outliveErrors(server, { error: (msg, fields) => told.push([msg, fields?.['errorCode']]) });
  await listen([{ server, address, ...keys }]);
  for (let times = 0; times < 3; times += 1) server.emit('error', accept);
  expect(told).toEqual([['a connection could not be taken', 'ENFILE']]);
  await once(server.close(), 'close');
});

test('a port in use is reported by listen() alone', async () => {
  const told: unknown[] = [];
  const [taken, server] = [createServer(), createServer()];
  await listen([{ server: taken, address, ...keys }]);
  outliveErrors(server, { error: (msg) => told.push(msg) });
  const { port } = taken.address() as { port: number };
  await expect(listen([{ server, address: { ...address, port }, ...keys }])).rejects.toThrow(
    'is already in use',
  );
  expect(told).toEqual([]);
  await once(taken.close(), 'close');
});
