import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { ServerResponse } from 'node:http';
import { randomBytes } from 'node:crypto';
import { demoClients, demoUser } from '../../src/sandbox/demo/demo-tenant.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { readExposition } from '../support/exposition.js';
import { startHoldover, type RunningHoldover } from '../support/running-holdover.js';
import { startTenantFront, type TenantFront } from '../support/tenant-front.js';
import { v1Token } from '../support/v1-token.js';

const path = `/users/${encodeURIComponent(demoUser.userId)}`;
const read = `GET /api/v2${path}`;

let sandbox: Sandbox;
let front: TenantFront;
let holdover: RunningHoldover;
let token: string;

beforeEach(async () => {
  sandbox = await startSandbox({ seedUsers: 1 });
  front = await startTenantFront(sandbox.url);
  holdover = await startHoldover({
    HOLDOVER_UPSTREAM_URL: front.url,
    HOLDOVER_UPSTREAM_AUDIENCE: `${sandbox.url}/api/v2/`,
    HOLDOVER_TOKEN_KEY: randomBytes(32).toString('base64url'),
  });
  token = await v1Token(holdover.http, demoClients.global);
  await nicknameOf();
  front.reset();
});

afterEach(async () => {
  await holdover.stop();
  await front.close();
  await sandbox.close();
});

async function nicknameOf(): Promise<unknown> {
  return (JSON.parse(await readUser()) as { nickname?: unknown }).nickname;
}

async function readUser(sub = ''): Promise<string> {
  const headers = { authorization: `Bearer ${token}` };
  const answer = await fetch(`${holdover.http}/api${path}${sub}`, { headers });
  return answer.text();
}

const earlier = { user_id: demoUser.userId, nickname: 'before' };

/** From now on the first read waits until the test releases it, and is answered with the earlier state; others pass. */
function holdFirstRead(): Promise<(user?: object) => void> {
  return new Promise((resolve) => {
    let isHeld = false;
    front.intercept = (call: string, response: ServerResponse): boolean => {
      if (call !== read || isHeld) return false;
      isHeld = true;
      resolve((user = earlier) => response.end(JSON.stringify(user)));
      return true;
    };
  });
}

async function joined(): Promise<number | undefined> {
  const { samples } = readExposition(await (await fetch(`${holdover.admin}/metrics`)).text());
  return samples.find(({ name }) => name === 'holdover_upstream_coalesced_total')?.value;
}

test('80 concurrent reads of the same user by one client are one call to the tenant', async () => {
  const release = holdFirstRead();
  const nicknames = Array.from({ length: 80 }, nicknameOf);
  const end = await release;
  while ((await joined()) !== 79);
  end();
  expect(await Promise.all(nicknames)).toEqual(nicknames.map(() => 'before'));
  expect(front.calls).toEqual([read]);
});

test('reads that share a call get the texts that each gets alone, also of two entries', async () => {
  const metadata = { app_metadata: { plan: 'größer' }, user_metadata: { hobby: 'Łyżwy', a: [{ b: '😀' }] } };
  const user = { ...earlier, name: 'Zoë', ...metadata };
  const subs = ['', '/metadata'];
  const readAlone = async (sub: string): Promise<string> => {
    const release = holdFirstRead();
    const text = readUser(sub);
    (await release)(user);
    return text;
  };
  const alone = [await readAlone(''), await readAlone('/metadata')];
  expect(JSON.parse(alone[1] ?? '')).toEqual({ ...metadata.app_metadata, ...metadata.user_metadata });
  const release = holdFirstRead();
  const shared = Array.from({ length: 20 }, (_, n) => readUser(subs[n % 2]));
  const end = await release;
  while ((await joined()) !== 19);
  end(user);
  expect(await Promise.all(shared)).toEqual(shared.map((_, n) => alone[n % 2]));
});

test.each([
  { by: 'v1', url: `/api${path}`, body: { email: 'after@example.com' }, method: 'PUT', sub: '/email' },
  { by: 'v2, passed through,', url: `/api/v2${path}`, body: { blocked: true }, method: 'PATCH', sub: '' },
])(
  'a read after a write of $by shares no call with a read from before the write',
  async ({ url, body, method, sub }) => {
    const release = holdFirstRead();
    const early = nicknameOf();
    const end = await release;
    const bearer = url.startsWith('/api/v2') ? await v2Token() : token;
    const written = await fetch(`${holdover.http}${url}${sub}`, {
      method,
      headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(written.status).toBe(200);
    expect(await nicknameOf()).not.toBe('before');
    end();
    expect(await early).toBe('before');
  },
);

async function v2Token(): Promise<string> {
  const { clientId, clientSecret } = demoClients.service;
  const answer = await fetch(`${sandbox.url}/oauth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
      audience: `${sandbox.url}/api/v2/`,
    }),
  });
  return ((await answer.json()) as { access_token: string }).access_token;
}
