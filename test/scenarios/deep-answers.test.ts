import { expect, test } from '@jest/globals';
import { askStreet, streetSuites } from '../support/street-stage.js';
import type { Upstream } from '../../src/upstream/exchange.js';

/** Built by `JSON.parse`, whose depth has no limit, unlike V8's recursion. */
const deep = JSON.parse(`${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`) as unknown;

const tenant: Upstream = {
  send: () => Promise.resolve({ status: 200, body: { user_id: 'auth0|1', user_metadata: { deep } } }),
  close: () => Promise.resolve(),
};

test.each(['users.get', 'users.get-jsonp'])(
  'an answer of v2 that is nested deeper than the stack is an error with a sentence from %s',
  async (id) => {
    const suite = streetSuites().find((each) => each.id === id && each.dialect === 'current');
    const scenario = suite?.scenarios.find(({ reply }) => reply.status === 200);
    if (suite === undefined || scenario === undefined) throw new Error(`${id} has no scenario of a 200.`);
    const reply = await askStreet(scenario, suite.map, tenant);
    expect(reply.status).toBe(id === 'users.get' ? 502 : 200);
    expect(JSON.stringify(reply.body)).toContain('could not be read. It is nested too deep.');
    expect(reply.outcome).toMatchObject({ error: { code: 'upstream-unreadable' } });
  },
);
