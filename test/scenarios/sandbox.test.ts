import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startGatewayOnSandbox, type GatewayOnSandbox } from '../support/gateway-on-sandbox.js';
import { readScenarios, type Scenario } from '../support/scenario.js';
import { seedTenant } from '../support/tenant-seed.js';

/** The scenarios that say what the tenant holds, over real sockets: a client, the gateway, a stateful tenant. */
const runnable = readScenarios()
  .map(({ id, scenarios }) => ({
    id,
    scenarios: scenarios.filter(({ tenant, lossy, switches }) => tenant && !lossy && !switches),
  }))
  .filter(({ scenarios }) => scenarios.length > 0);

let stage: GatewayOnSandbox;
const tokens: Record<string, string> = {};

beforeAll(async () => {
  stage = await startGatewayOnSandbox();
  await signIn();
  // The v2 token is got now: a scenario may put other clients in the place of the demo's.
  await fetch(`${stage.http}/api/users`, { headers: { authorization: `Bearer ${tokens['app'] ?? ''}` } });
});

afterAll(() => stage.close());

describe.each(runnable)('$id at the sandbox', ({ scenarios }) => {
  test.each(scenarios)('$name', async (scenario) => {
    seedTenant(stage.sandbox.tenant, scenario.tenant ?? {});
    // A token of its own: names that holdover found in another scenario's tenant are another token's.
    await signIn();
    // Emptied, not counted: it keeps the last calls only.
    stage.sandbox.calls.length = 0;
    const response = await ask(scenario);
    const made = stage.sandbox.calls.filter(({ path }) => !path.startsWith('/oauth/token'));
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
  tokens['global'] = await stage.signIn('global');
  tokens['app'] = await stage.signIn('app');
}

function ask({ request, caller = 'app' }: Scenario): Promise<Response> {
  const [method = '', target = ''] = request.line.split(/ (.*)/s);
  const token = tokens[caller];
  const withBody = request.body !== undefined && method !== 'GET';
  return fetch(`${stage.http}${target.replace('access_token=t', `access_token=${token ?? ''}`)}`, {
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
