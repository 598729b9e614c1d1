import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { V1Reply } from '../../src/pipeline/exchange.js';
import { createUpstream } from '../../src/upstream/upstream.js';
import { blur } from '../support/scenario.js';
import { startScriptedTenant, type ScriptedTenant } from '../support/scripted-tenant.js';
import { askStreet, entryOf, streetSuites } from '../support/street-stage.js';

let tenant: ScriptedTenant;
let upstream: ReturnType<typeof createUpstream>;

beforeAll(async () => {
  tenant = await startScriptedTenant();
  // The script is exact to the call: there are no retries.
  upstream = createUpstream({ url: tenant.url, resilience: false });
});

afterAll(async () => {
  await upstream.close();
  await tenant.close();
});

describe.each(streetSuites())('$id in the dialect $dialect', ({ id, map, scenarios }) => {
  test.each(scenarios)('$name', async (scenario) => {
    tenant.play(scenario.upstream ?? []);
    const reply = await askStreet(scenario, map, upstream);
    const expectedCalls = (scenario.upstream ?? []).map(({ call, query, body, bearer }) => ({
      call,
      query: query ?? {},
      body,
      bearer: bearer ?? 'v2-token',
    }));
    expect(blur(tenant.seen, expectedCalls)).toEqual(expectedCalls);
    expect({ ...summaryOf(reply), body: blur(reply.body.value, scenario.reply.body) }).toEqual({
      status: scenario.reply.status,
      type: scenario.reply.type,
      body: scenario.reply.body,
    });
    for (const [name, value] of Object.entries(scenario.reply.headers ?? {})) {
      expect(reply.headers[name] ?? null).toEqual(value);
    }
    expect(reply.outcome.calls).toBe(expectedCalls.length);
    expect(entryOf(scenario, map) ?? id).toBe(id);
  });
});

const types = {
  json: 'application/json',
  text: 'text/plain',
  script: 'application/javascript',
  page: 'text/html',
} as const;

function summaryOf({ status, body }: V1Reply): { status: number; type: string } {
  return { status, type: types[body.kind] };
}
