import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { wireGateway, type WiredGateway } from '../../src/cli/wire-gateway.js';
import { readConfig } from '../../src/config/read-config.js';
import type { Listening } from '../../src/gateway/gateway.js';
import { loadMap } from '../../src/map/load-map.js';
import { createLogger } from '../../src/observe/logger.js';
import { reshapes } from '../../src/reshapes/registry.js';
import { demoClients } from '../../src/sandbox/demo-tenant.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { generateTokenKey, parseTokenKeys } from '../../src/tokens/token-keys.js';
import { readScenarios, type Scenario } from '../support/scenario.js';
import { seedTenant } from '../support/tenant-seed.js';

/** The scenarios that say what the tenant holds, over real sockets: a client, the gateway, a stateful tenant. */
const runnable = readScenarios()
  .map(({ id, scenarios }) => ({
    id,
    scenarios: scenarios.filter(({ tenant, lossy, switches }) => tenant && !lossy && !switches),
  }))
  .filter(({ scenarios }) => scenarios.length > 0);

let sandbox: Sandbox;
let wired: WiredGateway;
let urls: Listening;
const tokens: Record<string, string> = {};

beforeAll(async () => {
  sandbox = await startSandbox({ seedUsers: 0 });
  const { global, app, service } = demoClients;
  const config = readConfig({
    parseTokenKeys,
    env: {
      HOLDOVER_PORT: '0',
      HOLDOVER_ADMIN_PORT: '0',
      HOLDOVER_UPSTREAM_URL: sandbox.url,
      HOLDOVER_TOKEN_KEY: generateTokenKey(),
    },
  });
  wired = await wireGateway({
    config,
    map: loadMap({ folders: ['routes-map'], reshapes, settings: config.map, dialect: 'current' }),
    around: {
      upstream: { url: sandbox.url, audience: `${sandbox.url}/api/v2/`, service },
      issuer: sandbox.url,
      tokenKeys: config.tokenKeys ?? [],
      pems: undefined,
      clients: [
        { kind: 'global', ...global },
        { kind: 'app', ...app },
      ],
      announce: undefined,
      release: () => Promise.resolve(),
    },
    log: createLogger({ level: 'error', sink: { write: () => undefined } }),
  });
  urls = await wired.gateway.listen();
  await signIn();
  // The v2 token is got now: a scenario may put other clients in the place of the demo's.
  await fetch(`${urls.http}/api/users`, { headers: { authorization: `Bearer ${tokens['app'] ?? ''}` } });
});

afterAll(async () => {
  await wired.gateway.close();
  await wired.upstream.close();
  await sandbox.close();
});

describe.each(runnable)('$id at the sandbox', ({ scenarios }) => {
  test.each(scenarios)('$name', async (scenario) => {
    seedTenant(sandbox.tenant, scenario.tenant ?? {});
    // A token of its own: names that holdover found in another scenario's tenant are another token's.
    await signIn();
    // Emptied, not counted: it keeps the last calls only.
    sandbox.calls.length = 0;
    const response = await ask(scenario);
    const made = sandbox.calls.filter(({ path }) => !path.startsWith('/oauth/token'));
    expect(made.map(({ method, path }) => `${method} ${path}`)).toEqual(
      (scenario.upstream ?? []).map(({ call }) => call),
    );
    expect({ status: response.status, type: response.headers.get('content-type')?.split(';')[0] }).toEqual({
      status: scenario.reply.status,
      type: scenario.reply.type,
    });
    const text = await response.text();
    // The tenant fills in what a scenario leaves out (name, nickname, picture): all that is expected must be there.
    expect({
      body: scenario.reply.type === 'application/json' ? (JSON.parse(text) as unknown) : text,
    }).toMatchObject({
      body: loosened(scenario.reply.body),
    });
  });
});

async function signIn(): Promise<void> {
  tokens['global'] = await tokenOf(demoClients.global);
  tokens['app'] = await tokenOf(demoClients.app);
}

async function tokenOf({
  clientId,
  clientSecret,
}: {
  clientId: string;
  clientSecret: string;
}): Promise<string> {
  const response = await fetch(`${urls.http}/oauth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      client_id: clientId,
      client_secret: clientSecret,
      grant_type: 'client_credentials',
    }),
  });
  return ((await response.json()) as { access_token: string }).access_token;
}

function ask({ request, caller = 'app' }: Scenario): Promise<Response> {
  const [method = '', target = ''] = request.line.split(/ (.*)/s);
  const token = tokens[caller];
  const withBody = request.body !== undefined && method !== 'GET';
  return fetch(`${urls.http}${target.replace('access_token=t', `access_token=${token ?? ''}`)}`, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(withBody ? { 'content-type': 'application/json' } : {}),
    },
    ...(withBody ? { body: JSON.stringify(request.body) } : {}),
  });
}

/** `$any` as a matcher. */
function loosened(expected: unknown): unknown {
  if (expected === '$any') return expect.anything();
  if (Array.isArray(expected)) return expected.map(loosened);
  if (typeof expected !== 'object' || expected === null) return expected;
  return Object.fromEntries(Object.entries(expected).map(([key, value]) => [key, loosened(value)]));
}
