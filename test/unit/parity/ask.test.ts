import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { createAsk } from '../../../src/parity/ask.js';

test('an answer that is not UTF-8 is refused, because two different ones would look the same', async () => {
  const server = createServer((request, response) => {
    response.end(Buffer.from(`"${request.url === '/a' ? '\u00e0' : '\u00e9'}"`, 'latin1'));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { ask, close } = createAsk({ base, connections: 1, timeoutMs: 5_000 });
  try {
    for (const target of ['/a', '/b'])
      await expect(ask({ method: 'GET', target, headers: {} })).rejects.toThrow('A body is not UTF-8.');
  } finally {
    close();
    server.close();
  }
});
