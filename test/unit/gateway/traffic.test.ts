import { once } from 'node:events';
import { Agent, createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { collectGarbage } from '../../../src/cli/collect-garbage.js';
import { Traffic } from '../../../src/gateway/traffic.js';

test('an idle connection keeps no reference to the request that was answered on it', async () => {
  const traffic = new Traffic();
  const asked: WeakRef<IncomingMessage>[] = [];
  const server = createServer((request, response) => {
    asked.push(new WeakRef(request));
    traffic.enter(request, response, () => undefined);
    response.end('OK');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const agent = new Agent({ keepAlive: true });
  const { port } = server.address() as AddressInfo;
  const [answer] = (await once(get({ port, host: '127.0.0.1', agent }), 'response')) as [IncomingMessage];
  await once(answer.resume(), 'end');
  await traffic.whenIdle();
  // A target that deref() has returned lives until the end of the turn.
  for (let n = 0; n < 20 && asked[0]?.deref() !== undefined; n += 1) {
    await turn();
    collectGarbage();
  }
  expect(asked).toHaveLength(1);
  expect(typeof asked[0]?.deref()).toBe('undefined');
  expect(Object.values(agent.freeSockets)).toHaveLength(1);
  agent.destroy();
  server.close();
});
