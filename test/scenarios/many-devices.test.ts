import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openSandboxGateway, type SandboxGateway } from '../support/sandbox-gateway.js';

const userId = 'auth0|5457edea1b8f33391a000004';

let gateway: SandboxGateway;
let headers: Record<string, string>;

beforeAll(async () => {
  gateway = await openSandboxGateway();
  headers = { authorization: `Bearer ${(await gateway.bearerOf('app')) ?? ''}` };
});

afterAll(async () => {
  await gateway.close();
});

// Since 2021-01-26 v2 gives 50 device credentials to a request without paging, and 100 per call at most.
test('all devices of a user with more than one v2 page of them are listed, and the last can be revoked', async () => {
  const { devices } = gateway.sandbox.tenant;
  for (let n = 1; n <= 120; n += 1) {
    const each = { device_id: `A${n}`, user_id: userId, value: 'v' };
    devices.add({ ...each, type: 'public_key', device_name: `phone ${n}` });
    devices.add({ ...each, type: 'refresh_token', device_name: `browser ${n}` });
  }
  const user = `${gateway.http}/api/users/${encodeURIComponent(userId)}`;
  const listed = (await (await fetch(`${user}/devices`, { headers })).json()) as { device: string }[];
  expect(new Set(listed.map(({ device }) => device)).size).toBe(240);
  const revoked = await fetch(`${user}/publickey?device=phone%20120`, { method: 'DELETE', headers });
  expect(revoked.status).toBe(200);
  expect(devices.all().some(({ device_name: name }) => name === 'phone 120')).toBe(false);
});
