import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { boundsWithin } from '../../src/gateway/limits/bounds.js';
import { openFilesLimit } from '../../src/config/open-files.js';
import { calmed, livez, pulseOf } from '../support/fuzz-run.js';
import { residentBytes } from '../support/resident-bytes.js';
import { startHoldover, type RunningHoldover } from '../support/running-holdover.js';
import { RawClient } from '../wire/raw-client.js';

// The process has the same limit on open files as this one; the demo has two ports.
const { connections } = boundsWithin(openFilesLimit(), 2);

let holdover: RunningHoldover;

beforeAll(async () => {
  holdover = await startHoldover();
});

afterAll(async () => {
  await holdover.stop();
});

async function idle(): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port: Number(new URL(holdover.http).port) });
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

test('as many idle connections as a port allows cost less than 60 MiB and delay nobody; only a connection above the limit is closed', async () => {
  const before = await pulseOf(holdover);
  const memory = residentBytes(holdover.pid);
  const first = await RawClient.connect(holdover.http);
  const others: Socket[] = [];
  while (others.length < connections - 1) {
    others.push(
      ...(await Promise.all(Array.from({ length: Math.min(100, connections - 1 - others.length) }, idle))),
    );
  }
  const closed = others.filter((socket) => socket.destroyed || socket.readableEnded);
  expect(closed).toEqual([]);
  const beyond = (await idle()).resume();
  await once(beyond, 'close');

  expect(residentBytes(holdover.pid) - memory).toBeLessThan(60 * 1024 * 1024);
  expect(await livez(holdover)).toBeLessThan(50);
  first.send('OPTIONS * HTTP/1.1\r\nHost: holdover\r\n\r\n');
  expect((await first.answer())?.status).toBe(200);

  first.destroy();
  for (const socket of others) socket.destroy();
  expect((await calmed(holdover, before)).files).toBeLessThanOrEqual(before.files);
}, 30_000);
