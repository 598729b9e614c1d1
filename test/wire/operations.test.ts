import { afterEach, describe, expect, test } from '@jest/globals';
import { createServer } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { ConfigError } from '../../src/config/config-error.js';
import { onLoopback, openStage, type Stage } from './stage.js';

let stage: Stage | undefined;

afterEach(async () => {
  await stage?.close();
  stage = undefined;
});

async function open(more: Partial<Parameters<typeof openStage>[0]> = {}): Promise<Stage> {
  stage = await openStage({ upstreamUrl: 'http://127.0.0.1:9', ...more });
  return stage;
}

describe('the operator’s port', () => {
  test.each([
    ['/livez', { status: 'ok' }],
    ['/startupz', { status: 'ok' }],
    ['/readyz', { status: 'ok', listening: true, draining: false, upstreamToken: 'not needed' }],
  ])('%s says yes while all is well', async (path, expected) => {
    const { admin } = await open();
    const answer = await fetch(admin + path);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual(expected);
  });

  test('/routes shows the map that runs', async () => {
    const { admin } = await open();
    const rows = (await (await fetch(`${admin}/routes`)).json()) as { id: string }[];
    expect(rows).toContainEqual(
      expect.objectContaining({
        id: 'users.get',
        v1: ['GET /api/users/{user_id}'],
        v2: ['GET /api/v2/users/{user_id}'],
      }),
    );
  });

  test('/readyz waits for the first v2 token of the service client, and asks again when it was refused', async () => {
    let tries = 0;
    const { admin } = await open({
      obtainToken: () => {
        tries += 1;
        return tries < 3 ? Promise.reject(new Error('refused')) : Promise.resolve('token');
      },
    });
    const statuses: number[] = [];
    while (statuses.at(-1) !== 200) statuses.push((await fetch(`${admin}/readyz`)).status);
    expect(statuses).toContain(503);
    expect(tries).toBe(3);
    expect((await fetch(`${admin}/readyz`)).status).toBe(200);
    expect(tries).toBe(3);
  });

  test('does not serve v1, nor the v1 port the operator', async () => {
    const { admin, http } = await open();
    expect((await fetch(`${admin}/api/users`)).status).toBe(404);
    expect((await fetch(`${http}/livez`)).status).toBe(502);
  });
});

describe('a port that cannot be opened', () => {
  test('is named, with every other such port, and nothing stays open', async () => {
    const blocker = createServer().listen(0, '127.0.0.1');
    await once(blocker, 'listening');
    const { port } = blocker.address() as AddressInfo;
    const taken = { host: '127.0.0.1', port };
    const failed = open({ addresses: { http: taken, tls: undefined, admin: taken } });
    await expect(failed).rejects.toThrow(ConfigError);
    await expect(failed).rejects.toThrow(
      `HOLDOVER_PORT: 127.0.0.1:${port} is already in use\nHOLDOVER_ADMIN_PORT: 127.0.0.1:${port} is already in use`,
    );
    const foreign = open({
      addresses: { http: { host: '192.0.2.1', port: 0 }, tls: undefined, admin: onLoopback },
    });
    await expect(foreign).rejects.toThrow('HOLDOVER_PORT: 192.0.2.1:0 is not an address of this machine');
    blocker.close();
  });
});
