import { afterAll, describe, expect, test } from '@jest/globals';
import { GatewayError } from '../../../src/errors/gateway-error.js';
import type { LoadedMap } from '../../../src/map/load-map.js';
import { checkScopes } from '../../../src/pipeline/check-scopes.js';
import type { V1Reply } from '../../../src/pipeline/exchange.js';
import { answerV1 } from '../../../src/pipeline/pipeline.js';
import type { CallerBearer } from '../../../src/tokens/caller.js';
import type { Tokens } from '../../../src/tokens/tokens.js';
import { Cancellation } from '../../../src/upstream/cancellation.js';
import { LookupCache } from '../../../src/upstream/lookups/lookup-cache.js';
import { ownTurns } from '../../support/own-turns.js';
import { loadTestMap, temporaryMap, wholeMap } from '../../support/map-folder.js';
import { steadyBearer } from '../../support/steady-bearer.js';

const route = loadTestMap().routes.find(({ id }) => id === 'gadgets.get');
if (route === undefined) throw new Error('The test map has no gadgets.get.');
const plan = { route };
const needs = [{ call: 'GET /api/v2/gadgets/{id}', sets: [['read:gadgets']] }];

/** Two conditional calls after the write: the request decides one, an answer of v2 decides the other. */
const conditional = `summary: Set a gadget, and take it away.
change: Three writes.
v1: PUT /api/gadgets/{gadget_id}/whole
accepts:
  body:
    properties:
      name: { type: string }
      remove: { type: boolean }
v2:
  - as: before
    call: GET /api/v2/gadgets/{gadget_id}
    scopes: [read:gadgets]
  - part: its name
    call: PATCH /api/v2/gadgets/{gadget_id}
    scopes: [update:gadgets]
    body: { name: $body.name }
  - when: $body.remove
    part: itself
    call: DELETE /api/v2/gadgets/{gadget_id}
    scopes: [delete:gadgets]
  - when: $before.parts
    part: its parts
    call: DELETE /api/v2/gadgets/{gadget_id}
    scopes: [delete:gadgets]
writes:
  count: 3
  why: For the test.
reply: { text: OK }
`;

/** A bearer with the scopes `held`, and `recent` once newer ones are requested; it records each request. */
function bearerWith(held: string[] | undefined, recent: string[] | undefined) {
  const asked: string[] = [];
  const answer = (name: string, scopes: string[] | undefined) => () => {
    asked.push(name);
    return Promise.resolve(scopes === undefined ? undefined : new Set(scopes));
  };
  const bearer: CallerBearer = {
    ...steadyBearer('t'),
    scopes: answer('scopes', held),
    recentScopes: answer('recentScopes', recent),
  };
  return { bearer, asked };
}

describe('the scope check before the calls', () => {
  test.each<[string, string[] | undefined, string[] | undefined, string[]]>([
    ['what suffices goes on', ['read:gadgets'], [], ['scopes']],
    ['what nobody knows goes on', undefined, [], ['scopes']],
    ['what was granted meanwhile goes on', [], ['read:gadgets'], ['scopes', 'recentScopes']],
    ['what became unknown meanwhile goes on', [], undefined, ['scopes', 'recentScopes']],
  ])('%s', async (...[, held, recent, expected]) => {
    const { bearer, asked } = bearerWith(held, recent);
    const caller = { kind: 'app', clientId: 'app', bearer } as const;
    await checkScopes(needs, { plan, caller, signal: new Cancellation() });
    expect(asked).toEqual(expected);
  });

  test('refuses a missing scope, and names it for the client and for the log', async () => {
    const { bearer } = bearerWith([], ['read:parts']);
    const caller = { kind: 'app', clientId: 'app', bearer } as const;
    const refusal = checkScopes(needs, { plan, caller, signal: new Cancellation() });
    await expect(refusal).rejects.toMatchObject({
      code: 'scope-missing',
      details: {
        message:
          'gadgets.get lacks read:gadgets for GET /api/v2/gadgets/{id}: grant client machine the scope read:gadgets at the tenant.',
        scopes: ['read:gadgets'],
      },
    });
  });

  test('asks for no token where none is needed or the caller has none', async () => {
    const { bearer, asked } = bearerWith([], []);
    const signal = new Cancellation();
    await checkScopes([], { plan, caller: { kind: 'app', clientId: 'app', bearer }, signal });
    await checkScopes(needs, {
      plan,
      caller: { kind: 'anonymous', clientId: '', bearer: undefined },
      signal,
    });
    expect(asked).toEqual([]);
  });

  test('does not wait for a token after the client has hung up', async () => {
    const signal = new Cancellation();
    const never = new Promise<undefined>(() => undefined);
    const bearer = { ...steadyBearer('t'), scopes: () => never };
    const checking = checkScopes(needs, { plan, caller: { kind: 'app', clientId: 'app', bearer }, signal });
    signal.cancel('client-closed-request');
    await expect(checking).rejects.toThrow(new GatewayError('client-closed-request'));
  });
});

describe('the scope check during the calls', () => {
  const { folder, remove } = temporaryMap({ 'gadgets/set.yaml': conditional }, wholeMap);
  const map = loadTestMap({ folders: [folder] });
  afterAll(remove);
  const some = ['read:gadgets', 'update:gadgets'];
  const all = [...some, 'delete:gadgets'];
  const lacking = { code: 'scope-missing', scopes: ['delete:gadgets'] };

  test.each<[string, { scopes: string[]; body: object; parts?: string[] }, string[], object | undefined]>([
    ['a call that is not made needs nothing', { scopes: some, body: {} }, ['GET', 'PATCH'], undefined],
    [
      'what the request asks for is known before all calls',
      { scopes: some, body: { remove: true } },
      [],
      lacking,
    ],
    [
      'what an answer asks for is known before the first write',
      { scopes: some, body: {}, parts: ['p'] },
      ['GET'],
      lacking,
    ],
    [
      'with all scopes all calls are made',
      { scopes: all, body: { remove: true }, parts: ['p'] },
      ['GET', 'PATCH', 'DELETE', 'DELETE'],
      undefined,
    ],
  ])('%s', async (...[, given, expected, error]) => {
    const { calls, reply } = await put(map, given);
    expect({ calls, error: reply.outcome.error }).toEqual({ calls: expected, error });
  });
});

/** @param parts the field "parts" in every answer of the tenant */
async function put(
  map: LoadedMap,
  { scopes, body, parts = [] }: { scopes: string[]; body: object; parts?: string[] },
): Promise<{ calls: string[]; reply: V1Reply }> {
  const calls: string[] = [];
  const never = () => Promise.reject(new Error('not asked'));
  const caller = { kind: 'app', clientId: 'app', bearer: steadyBearer('t', scopes) } as const;
  const tokens: Tokens = {
    issue: never,
    open: () => Promise.resolve(caller),
    anonymous: () => ({ kind: 'anonymous', clientId: '', bearer: undefined }),
    sealLink: never,
    openLink: never,
    sealTicket: never,
    openTicket: never,
  };
  const reply = await answerV1(
    {
      method: 'PUT',
      path: '/api/gadgets/7/whole',
      query: '',
      authorization: 'v1-token',
      body,
      origin: 'https://v1.example',
      signal: new Cancellation(),
    },
    {
      tokens,
      routes: map.index,
      upstream: {
        send: ({ method }) => {
          calls.push(method);
          return Promise.resolve({ status: 200, body: { id: '7', parts } });
        },
        close: () => Promise.resolve(),
      },
      lookups: new LookupCache(),
      errors: map.errors,
      withRecordLock: ownTurns(),
      settings: { map: map.settings, lossy: 'warn', switches: new Set() },
    },
  );
  return { calls, reply };
}
