import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startSandbox, type Sandbox } from '../../../src/sandbox/sandbox.js';
import { SandboxCaller } from '../../support/sandbox.js';

let sandbox: Sandbox;
let caller: SandboxCaller;

beforeAll(async () => {
  sandbox = await startSandbox({ seedUsers: 0 });
  caller = await SandboxCaller.open(sandbox);
});
afterAll(() => sandbox.close());

function statusOf(name: string): Promise<{ status: number; body: unknown }> {
  const id = sandbox.tenant.connections.byName(name)?.id ?? '';
  return caller.get(`/connections/${id}/status`);
}

test('the status of a connector is 200 online, 404 offline, and 404 once its connection is removed', async () => {
  const { connections } = sandbox.tenant;
  const { id = '' } = connections.byName('umbrella-ad') ?? {};
  expect(await statusOf('umbrella-ad')).toMatchObject({ status: 200, body: undefined });
  connections.setOnline(id, false);
  expect(await statusOf('umbrella-ad')).toMatchObject({
    status: 404,
    body: { message: 'The connector is offline' },
  });
  connections.setOnline(id, true);
  connections.remove(id);
  expect(connections.isOnline(id)).toBe(false);
  expect(await caller.get(`/connections/${id}/status`)).toMatchObject({
    status: 404,
    body: { errorCode: 'inexistent_connection' },
  });
});

test('the status of a connection without a connector is 400', async () => {
  expect(await statusOf('google-oauth2')).toMatchObject({
    status: 400,
    body: { errorCode: 'operation_not_supported' },
  });
});
