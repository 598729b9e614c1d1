import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openSandboxGateway, type SandboxGateway } from '../support/sandbox-gateway.js';
import { dialects, inDialect, readScenarios, type Dialect, type Scenario } from '../support/scenario.js';
import { seedTenant } from '../support/tenant-seed.js';

/**
 * The scenarios that describe the tenant's state, over real sockets: a client, the gateway, a stateful tenant. The
 * service client has only the scopes that an operator is told to grant.
 */
const runnable = dialects.flatMap((dialect) =>
  readScenarios()
    .map(({ id, scenarios }) => ({
      id,
      dialect,
      scenarios: inDialect(scenarios, dialect).filter(
        ({ tenant, lossy, switches }) => tenant && !lossy && !switches,
      ),
    }))
    .filter(({ scenarios }) => scenarios.length > 0),
);

const stages = new Map<Dialect, SandboxGateway>();

beforeAll(async () => {
  for (const dialect of dialects)
    stages.set(dialect, await openSandboxGateway({ HOLDOVER_UPSTREAM_DIALECT: dialect }));
});

afterAll(() => Promise.all([...stages.values()].map((stage) => stage.close())));

describe.each(runnable)('$id at the sandbox of the dialect $dialect', ({ dialect, scenarios }) => {
  test.each(scenarios)('$name', async (scenario) => {
    // A fresh token, because names that holdover cached in another scenario's tenant belong to another token.
    const stage = stages.get(dialect) as SandboxGateway;
    const bearer = await bearerFor(scenario, stage);
    seedTenant(stage.sandbox.tenant, scenario.tenant ?? {});
    stage.takeCalls();
    const response = await ask(scenario, { bearer, http: stage.http });
    // holdover's own calls to the token endpoint are left out by the stage, and so are the scenario's here.
    const calls = (scenario.upstream ?? [])
      .map(({ call }) => call)
      .filter((call) => call !== 'POST /oauth/token');
    expect(stage.takeCalls()).toEqual(calls);
    expect({ status: response.status, type: response.headers.get('content-type')?.split(';')[0] }).toEqual({
      status: scenario.reply.status,
      type: scenario.reply.type,
    });
    const text = await response.text();
    // The tenant adds what a scenario leaves out (name, nickname, picture): the expected fields must be there.
    expect({
      body: scenario.reply.type === 'application/json' ? (JSON.parse(text) as unknown) : text,
    }).toMatchObject({
      body: loosened(scenario.reply.body),
    });
  });
});

function bearerFor({ caller = 'app' }: Scenario, stage: SandboxGateway): Promise<string | undefined> {
  if (caller === 'guessed') throw new Error('The gateway has a clients file: leave out the tenant.');
  return stage.bearerOf(caller === 'stale' ? 'anonymous' : caller);
}

function ask(
  { request }: Scenario,
  { bearer, http }: { bearer: string | undefined; http: string },
): Promise<Response> {
  const [method = '', target = ''] = request.line.split(/ (.*)/s);
  const withBody = request.body !== undefined && method !== 'GET';
  return fetch(`${http}${target.replace('access_token=t', `access_token=${bearer ?? ''}`)}`, {
    method,
    headers: {
      ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
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
