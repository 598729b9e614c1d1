import { afterEach, describe, expect, test } from '@jest/globals';
import { GatewayError } from '../../src/errors/gateway-error.js';
import type { UsageReport } from '../../src/gateway/operator/usage-report.js';
import { memoryUsage, UsageLedger } from '../../src/observe/usage/usage-ledger.js';
import { fail } from '../../src/pipeline/refusals/fail.js';
import { jsonReply, openStage, type Stage, type StageDeps } from './stage.js';

let stage: Stage | undefined;

afterEach(async () => {
  await stage?.close();
  stage = undefined;
});

async function open(more: Partial<StageDeps> = {}): Promise<Stage> {
  return (stage = await openStage({ upstreamUrl: 'http://127.0.0.1:9', ...more }));
}

async function usageOf({ admin }: Stage, headers: Record<string, string> = {}): Promise<UsageReport> {
  const answer = await fetch(`${admin}/usage`, { headers });
  expect(answer.status).toBe(200);
  return (await answer.json()) as UsageReport;
}

async function ask({ http }: Stage, path: string, init: RequestInit = {}): Promise<void> {
  await (await fetch(http + path, init)).text();
}

const forToken = (fields: Record<string, string>): RequestInit => ({
  method: 'POST',
  body: new URLSearchParams({ grant_type: 'client_credentials', ...fields }),
});

describe('/usage', () => {
  test('reports who called what, with which results, and what to call instead', async () => {
    const { outcome } = jsonReply({});
    const here = await open({
      listed: () => [
        { clientId: 'legacy', kind: 'app', name: 'Shop' },
        { clientId: 'never', kind: 'global' },
      ],
      answer: ({ path }) => {
        if (path === '/api/users')
          return Promise.resolve({ ...jsonReply([]), outcome: { ...outcome, lossy: ['v1-id'] } });
        if (path === '/api/clients/x')
          return Promise.resolve(
            fail(new GatewayError('internal-error'), noErrors, { ...outcome, lossy: ['v1-id'] }),
          );
        return Promise.resolve(jsonReply({}));
      },
    });
    for (const path of ['/api/users', '/api/users/auth0%7C1', '/api/users/auth0%7C2/', '/api/clients/x'])
      await ask(here, path);
    await ask(here, '/oauth/token', forToken({ client_id: 'legacy', client_secret: 'x' }));
    const { rows, clients, ...how } = await usageOf(here);
    const told = rows.map(({ client, caller, route, requests, clientErrors, serverErrors, lossy }) => [
      ...[client, caller, route, requests, clientErrors, serverErrors, lossy],
    ]);
    expect(told).toEqual([
      ['legacy', 'app', 'users.get', 2, 0, 0, 0],
      ['legacy', 'app', 'users.list', 1, 0, 0, 1],
      ['legacy', 'app', 'clients.get', 1, 0, 1, 0],
      ['legacy', 'global', 'token', 1, 0, 0, 0],
    ]);
    expect(rows[0]).toMatchObject({
      v1: ['GET /api/users/{user_id}'],
      v2: ['GET /api/v2/users/{user_id}'],
      scopes: [['read:users', 'read:current_user']],
      last: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    });
    expect(clients).toMatchObject([
      { client: 'never', caller: 'global', requests: 0, first: null, last: null },
      { client: 'legacy', name: 'Shop', caller: 'app', requests: 4, routes: 3 },
      { client: 'legacy', caller: 'global', requests: 1, routes: 1 },
    ]);
    expect(how).toEqual({ kept: 'memory', whole: true, full: false });
  });

  test('names only authenticated clients, and counts only v1', async () => {
    const v2 = {
      route: 'users.get',
      caller: { kind: 'v2', clientId: 'claimed' },
      calls: 1,
      lossy: [],
    } as const;
    const here = await open({
      issue: () => Promise.reject(new GatewayError('client-unknown')),
      answer: ({ authorization }) =>
        Promise.resolve(
          authorization === undefined
            ? fail(new GatewayError('token-missing'), noErrors)
            : { ...jsonReply({}), outcome: v2 },
        ),
    });
    await ask(here, '/api/users/1', { headers: { authorization: 'Bearer x' } });
    await ask(here, '/api/users/1?client_id=guess');
    await ask(here, '/api/users', { method: 'POST', body: '{}' });
    await ask(here, '/oauth/token', forToken({ client_id: 'invented', client_secret: 'x' }));
    for (const path of ['/api/v2/users', '/api/users/1/2/3/4', '/authorize', '/']) await ask(here, path);
    await ask(here, '/api/users/1', { method: 'OPTIONS' });
    await ask(here, '/oauth/token', forToken({ client_id: 'x', client_secret: 'x', audience: 'v2' }));
    const { rows } = await usageOf(here);
    expect(
      rows.map(({ client, caller, route, requests, clientErrors, serverErrors }) => [
        ...[client, caller, route, requests, clientErrors + serverErrors],
      ]),
    ).toEqual([
      ['', 'anonymous', 'users.get', 1, 1],
      ['', 'anonymous', 'users.create', 1, 1],
      ['', 'anonymous', 'token', 1, 1],
      ['', 'v2', 'users.get', 1, 0],
    ]);
  });

  test('says where its figures are incomplete, and where there was no room', async () => {
    const nothing = (): void => undefined;
    const away = { ...memoryUsage(), add: () => Promise.reject(new Error('away')) };
    const here = await open({
      usage: new UsageLedger({
        store: away,
        most: 1,
        onRefusing: nothing,
        onTaking: nothing,
        onLost: nothing,
      }),
    });
    await ask(here, '/api/users/1');
    await ask(here, '/api/users');
    expect(await usageOf(here)).toMatchObject({ whole: false, full: true });
  });

  test('is only for the operator', async () => {
    const token = 'a-token-of-the-operator';
    const here = await open({ adminToken: () => token });
    expect((await fetch(`${here.admin}/usage`)).status).toBe(401);
    expect(await usageOf(here, { authorization: `Bearer ${token}` })).toMatchObject({ rows: [] });
    expect((await fetch(`${here.http}/usage`)).status).toBe(502);
  });
});

const noErrors = { rows: new Map(), byErrorCode: new Map(), byStatus: new Map() };
