import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { scopesToGrant } from '../../src/map/list-routes.js';
import { readScenarios, type Scenario } from '../support/scenario.js';
import { seedTenant } from '../support/tenant-seed.js';
import { wireHoldover, type WiredHoldover } from '../support/wired-holdover.js';

/**
 * The scenarios that say what the tenant holds, over real sockets: a client, the gateway, a stateful tenant. The
 * service client has no scope but those that an operator is told to grant.
 */
const runnable = readScenarios()
  .map(({ id, scenarios }) => ({
    id,
    scenarios: scenarios.filter(({ tenant, lossy, switches }) => tenant && !lossy && !switches),
  }))
  .filter(({ scenarios }) => scenarios.length > 0);

let holdover: WiredHoldover;
const tokens: Record<string, string> = {};

beforeAll(async () => {
  holdover = await wireHoldover({ scopes: ({ routes }) => scopesToGrant(routes) });
});

afterAll(async () => {
  await holdover.close();
});

describe.each(runnable)('$id at the sandbox', ({ scenarios }) => {
  test.each(scenarios)('$name', async (scenario) => {
    const { sandbox } = holdover;
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
  tokens['global'] = await holdover.token('global');
  tokens['app'] = await holdover.token('app');
}

function ask({ request, caller = 'app' }: Scenario): Promise<Response> {
  const [method = '', target = ''] = request.line.split(/ (.*)/s);
  const token = tokens[caller];
  const withBody = request.body !== undefined && method !== 'GET';
  return fetch(`${holdover.http}${target.replace('access_token=t', `access_token=${token ?? ''}`)}`, {
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
