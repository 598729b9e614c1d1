import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { GatewayError } from '../../src/errors/gateway-error.js';
import type { V1Reply, V1Request } from '../../src/pipeline/exchange.js';
import { answerV1 } from '../../src/pipeline/pipeline.js';
import { loadMap } from '../../src/map/load-map.js';
import { reshapes } from '../../src/reshapes/registry.js';
import { demoClients } from '../../src/sandbox/demo-tenant.js';
import type { Caller, CallerBearer } from '../../src/tokens/caller.js';
import { ownBearer } from '../../src/tokens/own-bearer.js';
import type { Tokens } from '../../src/tokens/tokens.js';
import type { Credentials } from '../../src/tokens/upstream-tokens.js';
import { Cancellation } from '../../src/upstream/cancellation.js';
import { LookupCache } from '../../src/upstream/lookup-cache.js';
import { createUpstream } from '../../src/upstream/upstream.js';
import { ownTurns } from '../support/own-turns.js';
import { blur, dialects, inDialect, readScenarios, type Scenario } from '../support/scenario.js';
import { startScriptedTenant, type ScriptedTenant } from '../support/scripted-tenant.js';
import { steadyBearer } from '../support/steady-bearer.js';

let tenant: ScriptedTenant;
let upstream: ReturnType<typeof createUpstream>;

beforeAll(async () => {
  tenant = await startScriptedTenant();
  // The script is to the call: nothing is made once more.
  upstream = createUpstream({ url: tenant.url, calm: false });
});

afterAll(async () => {
  await upstream.close();
  await tenant.close();
});

const suites = dialects.flatMap((dialect) => {
  const map = loadMap({
    folders: ['routes-map'],
    reshapes,
    settings: { nulls: 'preserve', userMetadataKeys: [] },
    dialect,
  });
  return readScenarios().map(({ id, scenarios }) => ({
    id,
    dialect,
    map,
    scenarios: inDialect(scenarios, dialect),
  }));
});

describe.each(suites)('$id in the dialect $dialect', ({ id, map, scenarios }) => {
  test.each(scenarios)('$name', async (scenario) => {
    tenant.play(scenario.upstream ?? []);
    const reply = await answerV1(requestOf(scenario), {
      tokens: tokensFor(scenario),
      routes: map.index,
      upstream,
      lookups: new LookupCache(),
      errors: map.errors,
      inTurn: ownTurns(),
      settings: {
        map: { nulls: 'preserve', userMetadataKeys: [] },
        lossy: scenario.lossy ?? 'warn',
        switches: new Set(scenario.switches),
      },
    });
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
    if (reply.outcome.route !== undefined) expect(reply.outcome.route).toBe(id);
  });
});

/** Without a clients file a client comes as it is, and v2 is called with its own credentials. */
function guessedCaller(bearer: CallerBearer): Caller {
  const { clientId } = demoClients.app;
  return { kind: 'global', guessed: true, clientId, bearer: { ...bearer, clientId } };
}

const types = {
  json: 'application/json',
  text: 'text/plain',
  script: 'application/javascript',
  page: 'text/html',
} as const;

function summaryOf({ status, body }: V1Reply): { status: number; type: string } {
  return { status, type: types[body.kind] };
}

function requestOf({ request, caller }: Scenario): V1Request {
  const [method = '', target = ''] = request.line.split(/ (.*)/s);
  const cut = target.indexOf('?');
  return {
    id: 'test',
    method,
    path: cut === -1 ? target : target.slice(0, cut),
    query: cut === -1 ? '' : target.slice(cut + 1),
    authorization: caller === 'anonymous' ? undefined : 'v1-token',
    body: request.body,
    origin: 'https://v1.example',
    signal: new Cancellation(),
  };
}

function tokensFor(scenario: Scenario): Tokens {
  const bearer = steadyBearer('v2-token', scenario.scopes);
  const scopes = scenario.scopes && new Set(scenario.scopes);
  const own = ownBearer('v2-token', { clientId: 'machine', scopes });
  const caller = (kind: Caller['kind'] | 'guessed'): Caller => {
    if (kind === 'guessed') return guessedCaller(bearer);
    const { clientId, clientSecret } = demoClients[kind === 'global' ? 'global' : 'app'];
    const known = { kind, clientId, bearer };
    const credentials = (wanted: string = clientId): Credentials | undefined =>
      wanted === clientId ? { clientId, clientSecret } : undefined;
    if (kind === 'global' || kind === 'app')
      return { ...known, credentials, session: () => ({ clientId, kind, secret: undefined }) };
    if (kind === 'user') return { ...known, credentials, userId: 'auth0|1' };
    return kind === 'v2' ? { ...known, bearer: own } : { ...known, clientId: '' };
  };
  return {
    issue: () => Promise.reject(new Error('not asked in a scenario')),
    open: () =>
      scenario.caller === 'stale'
        ? Promise.reject(new GatewayError('token-expired'))
        : Promise.resolve(caller(scenario.caller ?? 'app')),
    anonymous: () => caller('anonymous'),
    sealLink: (_caller, _target, cursor) =>
      Promise.resolve(cursor === undefined ? 'sealed' : `sealed-after-${encodeURIComponent(cursor)}`),
    openLink: (sealed) => Promise.resolve({ ...caller('app'), cursor: sealed.split('-after-')[1] }),
    sealTicket: () => Promise.resolve('sealed'),
    openTicket: () => Promise.reject(new Error('no scenario follows a ticket')),
  };
}
