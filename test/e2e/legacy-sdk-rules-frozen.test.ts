import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDemoCertificate } from '../../src/gateway/ports/demo-certificate.js';
import { demoClients } from '../../src/sandbox/demo/demo-tenant.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { LegacySdk, type SdkVersion } from '../support/legacy-sdk.js';
import { startHoldover, type RunningHoldover } from '../support/running-holdover.js';

const script = 'function (user, context, callback) { callback(null, user, context); }';

let directory: string;
let sandbox: Sandbox;
let holdover: RunningHoldover;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'holdover-frozen-'));
  sandbox = await startSandbox({ seedUsers: 0, rules: 'frozen' });
  const { ca, cert, key } = await createDemoCertificate();
  const { service, app } = demoClients;
  const clients = [{ client_id: app.clientId, client_secret: app.clientSecret, kind: 'app' }];
  const files = { 'ca.pem': ca, 'cert.pem': cert, 'key.pem': key, 'clients.json': JSON.stringify(clients) };
  for (const [name, text] of Object.entries(files)) await writeFile(join(directory, name), text);
  holdover = await startHoldover({
    HOLDOVER_UPSTREAM_URL: sandbox.url,
    HOLDOVER_UPSTREAM_CLIENT_ID: service.clientId,
    HOLDOVER_UPSTREAM_CLIENT_SECRET: service.clientSecret,
    HOLDOVER_CLIENTS_FILE: join(directory, 'clients.json'),
    HOLDOVER_TOKEN_KEY: randomBytes(32).toString('base64url'),
    HOLDOVER_TLS_PORT: '0',
    HOLDOVER_TLS_CERT_FILE: join(directory, 'cert.pem'),
    HOLDOVER_TLS_KEY_FILE: join(directory, 'key.pem'),
  });
});

afterAll(async () => {
  expect(await holdover.stop()).toBe(0);
  await sandbox.close();
  await rm(directory, { recursive: true, force: true });
});

describe.each<SdkVersion>(['0.8.5', '0.5.0', '0.1.16'])('auth0@%s at a tenant whose rules are', (version) => {
  let sdk: LegacySdk;

  beforeAll(() => {
    sdk = new LegacySdk(version, {
      domain: new URL(holdover.https ?? '').host,
      caFile: join(directory, 'ca.pem'),
      clientID: demoClients.app.clientId,
      clientSecret: demoClients.app.clientSecret,
    });
  });
  afterAll(() => sdk.close());

  test('frozen is told of the replacement, and can still read, enable and disable rules', async () => {
    sandbox.tenant.rules.state = 'frozen';
    const before = sandbox.tenant.rules.byName('Add country');
    const whole = { name: 'Add country', script: before?.script };
    const { error } = await sdk.call('updateRule', { ...whole, script, status: true });
    expect(error?.message).toMatch(/write an Action instead/);
    const refused = await sdk.call('createRule', { name: 'One more', script, status: true });
    expect(refused.result).toMatchObject({ statusCode: 400, detail: error?.message });
    expect(sandbox.tenant.rules.byName('Add country')).toEqual(before);
    expect(sandbox.tenant.rules.byName('One more')).toBeUndefined();
    for (const status of [false, true]) {
      expect((await sdk.call('updateRule', { ...whole, status })).result).toMatchObject({ status });
      expect(sandbox.tenant.rules.byName('Add country')).toEqual({ ...before, enabled: status });
    }
    expect(JSON.parse(String((await sdk.call('getRules')).result))).toHaveLength(3);
  });

  test('gone is told of the replacement, by every method that reports anything', async () => {
    sandbox.tenant.rules.state = 'gone';
    const calls: [string, unknown[]][] = [
      ['getRules', []],
      ['getRule', ['Add country']],
      ['updateRule', [{ name: 'Add country', status: true }]],
      ['deleteRule', ['Add country']],
    ];
    for (const [method, args] of calls) {
      expect([method, (await sdk.call(method, ...args)).error?.message]).toEqual([
        method,
        expect.stringMatching(/Action/),
      ]);
    }
  });
});
