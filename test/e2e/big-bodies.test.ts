import { execFileSync } from 'node:child_process';
import { createCipheriv, createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, request, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { generateTokenKey } from '../../src/tokens/token-keys.js';
import { startHoldover, type RunningHoldover } from '../support/running-holdover.js';

const size = 100_000_000;

/** Far below the size of a body, and well above the usual variation. */
const mostGrowth = 60 * 1024 * 1024;

let tenant: Server;
let holdover: RunningHoldover;
let atFirst: number;

beforeAll(async () => {
  tenant = createServer((incoming, response) => {
    if (incoming.method === 'GET') Readable.from(noise()).pipe(response);
    else void digestOf(incoming).then((digest) => response.end(digest));
  });
  tenant.listen(0, '127.0.0.1');
  await once(tenant, 'listening');
  holdover = await startHoldover({
    HOLDOVER_UPSTREAM_URL: `http://127.0.0.1:${(tenant.address() as AddressInfo).port}`,
    HOLDOVER_TOKEN_KEY: generateTokenKey(),
  });
  atFirst = peakMemory(holdover.pid);
});

afterAll(async () => {
  await holdover.stop();
  tenant.close();
  tenant.closeAllConnections();
});

describe('100 MB pass through the gateway unchanged, and only a part of them is in memory at any time,', () => {
  test('on their way to the tenant', async () => {
    await expectFlow(async () => {
      const outgoing = request(`${holdover.http}/upload`, {
        method: 'PUT',
        headers: { 'Content-Length': size },
      });
      Readable.from(noise()).pipe(outgoing);
      const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
      return (await answer.toArray()).join('');
    });
  });

  test('on their way to the client', async () => {
    await expectFlow(async () => {
      const [answer] = (await once(request(`${holdover.http}/download`).end(), 'response')) as [
        IncomingMessage,
      ];
      return digestOf(answer);
    });
  });
});

/** @param flow sends all of the noise, and answers the digest of what arrived */
async function expectFlow(flow: () => Promise<string>): Promise<void> {
  expect(await flow()).toBe(await digestOf(Readable.from(noise())));
  expect(peakMemory(holdover.pid) - atFirst).toBeLessThan(mostGrowth);
}

/** 100 MB, the same each time, and without repetitions: the key stream of a cipher. */
function* noise(): Generator<Buffer> {
  const cipher = createCipheriv('aes-128-ctr', Buffer.alloc(16), Buffer.alloc(16));
  const piece = Buffer.alloc(100_000);
  for (let sent = 0; sent < size; sent += piece.length) yield cipher.update(piece);
}

async function digestOf(stream: Readable): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of stream) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** In bytes. Linux records the peak; elsewhere it is the current value, of which little is released so soon. */
function peakMemory(pid: number): number {
  const status = `/proc/${pid}/status`;
  const kilobytes = existsSync(status)
    ? /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(status, 'utf8'))?.[1]
    : execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' });
  return Number(kilobytes) * 1024;
}
