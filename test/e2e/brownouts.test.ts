import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoClients, demoUser } from '../../src/sandbox/demo/demo-tenant.js';
import { LegacySdk } from '../support/legacy-sdk.js';
import { startHoldover, type RunningHoldover } from '../support/running-holdover.js';
import { openSandboxGateway, type SandboxGateway } from '../support/sandbox-gateway.js';
import { v1Token } from '../support/v1-token.js';

let folder: string;
let file: string;
const opened: (() => Promise<unknown>)[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdover-brownouts-'));
  file = join(folder, 'brownouts.yaml');
  opened.push(() => rm(folder, { recursive: true }));
});

afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

const window =
  '- { from: 2027-01-12T10:00Z, to: 2027-01-12T10:30Z, clients: [CLIENT], reason: Move to v2. }\n';
const forAWhile = (more = ''): string =>
  `- { from: ${isoTime(-60)}, to: ${isoTime(3_600)}, reason: Move to v2.${more} }\n`;

function isoTime(inSeconds: number): string {
  return new Date(Date.now() + inSeconds * 1_000).toISOString().replace(/\.\d+Z$/, 'Z');
}

describe('a brownout by a simulated clock', () => {
  let time: number;
  let gateway: SandboxGateway;

  beforeEach(async () => {
    await writeFile(file, window.replace('CLIENT', demoClients.app.clientId));
    time = Date.UTC(2027, 0, 12, 9, 59);
    gateway = await openSandboxGateway({ HOLDOVER_BROWNOUTS_FILE: file }, { now: () => time });
    opened.push(() => gateway.close());
  });

  async function ask(kind: 'app' | 'global', method = 'GET'): Promise<Response> {
    const url = `${gateway.http}/api/users/${encodeURIComponent(demoUser.userId)}${method === 'GET' ? '' : '/metadata'}`;
    const authorization = `Bearer ${(await gateway.bearerOf(kind)) ?? ''}`;
    const headers = { authorization, 'content-type': 'application/json' };
    return fetch(url, { method, headers, ...(method === 'GET' ? {} : { body: '{"a":1}' }) });
  }

  test('refuses its client without a v2 call while it lasts, and serves it before and after', async () => {
    expect((await ask('app')).status).not.toBe(503);
    time = Date.UTC(2027, 0, 12, 10, 20);
    gateway.takeCalls();
    const refused = await ask('app');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '600']);
    expect(await refused.json()).toMatchObject({
      error: 'brownout',
      message: 'Version 1 of this API is refused on purpose until 2027-01-12T10:30:00.000Z: Move to v2.',
    });
    const write = await ask('app', 'PATCH');
    expect([write.status, write.headers.get('retry-after')]).toEqual([400, '600']);
    expect(await write.json()).toMatchObject({
      error: 'brownout',
      message: expect.stringMatching(/^Nothing was changed/),
    });
    expect(gateway.takeCalls()).toEqual([]);
    expect((await ask('global')).status).not.toBe(503);
    time = Date.UTC(2027, 0, 12, 10, 30);
    expect((await ask('app')).status).not.toBe(503);
  });
});

describe('the program with a brownouts file', () => {
  async function started(env: Record<string, string> = {}): Promise<RunningHoldover> {
    const holdover = await startHoldover({ HOLDOVER_BROWNOUTS_FILE: file, ...env });
    opened.push(() => holdover.stop());
    return holdover;
  }

  async function statusOf({ http }: RunningHoldover, token: string): Promise<number> {
    const answer = await fetch(`${http}/api/users?per_page=1`, {
      headers: { authorization: `Bearer ${token}` },
    });
    await answer.text();
    return answer.status;
  }

  test('loads a changed file at SIGHUP, keeps the old one if the new one is invalid, and reports both in log and metrics', async () => {
    await writeFile(file, forAWhile(', routes: [clients.list]'));
    const holdover = await started();
    const token = await v1Token(holdover.http, demoClients.app);
    expect(await statusOf(holdover, token)).toBe(200);
    await writeFile(file, forAWhile());
    holdover.signal('SIGHUP');
    await holdover.says('"msg":"reloaded"');
    expect(await statusOf(holdover, token)).toBe(503);
    expect(await statusOf(holdover, token)).toBe(503);
    await writeFile(file, forAWhile(', routes: [users.lst]'));
    holdover.signal('SIGHUP');
    await holdover.says('"msg":"not reloaded');
    expect(holdover.stdout()).toContain(
      `${file}:1:3 users.lst is no entry of the map; did you mean \\"users.list\\"?`,
    );
    expect(await statusOf(holdover, token)).toBe(503);
    expect(holdover.stdout().split('"msg":"brownout: v1 requests are refused on purpose"').length).toBe(2);
    const metrics = await (await fetch(`${holdover.admin}/metrics`)).text();
    expect(metrics).toContain('holdover_brownout_refusals_total{route="users.list"} 3\n');
    await writeFile(file, '[]');
    holdover.signal('SIGHUP');
    await holdover.says('"msg":"reloaded"', 2);
    expect(await statusOf(holdover, token)).toBe(200);
  });

  test('does not start with a brownout of a client that is not in the clients file', async () => {
    await writeFile(file, forAWhile(', clients: [legacyShip]'));
    const clients = join(folder, 'clients.yaml');
    await writeFile(clients, '- { client_id: legacyShop, client_secret: x, kind: app }\n');
    const failed = started({ HOLDOVER_CLIENTS_FILE: clients });
    await expect(failed).rejects.toThrow(
      /:1:3 legacyShip is not in the clients file; did you mean "legacyShop"\?/,
    );
    await expect(failed).rejects.toThrow(/ended with 78/);
  });

  test.each(['0.1.16', '0.5.0', '0.8.5'] as const)(
    'answers auth0@%s so that the SDK reports a failure for every method',
    async (version) => {
      await writeFile(file, forAWhile());
      const holdover = await started();
      const { clientId, clientSecret } = demoClients.app;
      const sdk = new LegacySdk(version, {
        domain: new URL(holdover.https ?? '').host,
        caFile: holdover.caFile,
        clientID: clientId,
        clientSecret,
      });
      opened.push(() => sdk.close());
      const asked: [string, unknown[]][] = [
        ['getUsers', [{}]],
        ['getConnections', []],
        ['createConnection', [{ name: 'n', strategy: 'auth0', options: {} }]],
        ['updateConnection', [{ name: 'n', options: {} }]],
        ['deleteUser', ['auth0|1']],
      ];
      const { result: methods } = await sdk.call('methods');
      const known = asked.filter(([method]) => (methods as string[]).includes(method));
      expect(known.length).toBeGreaterThan(2);
      for (const [method, args] of known) {
        const { error } = await sdk.call(method, ...args);
        expect([method, error?.message]).toEqual([method, expect.stringContaining('refused on purpose')]);
      }
    },
  );
});
