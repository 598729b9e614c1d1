import { beforeEach, describe, expect, test } from '@jest/globals';
import { GatewayError } from '../../../src/errors/gateway-error.js';
import { loadMap } from '../../../src/map/load-map.js';
import type { V1Reply } from '../../../src/pipeline/exchange.js';
import { answerV1 } from '../../../src/pipeline/pipeline.js';
import { reshapes } from '../../../src/reshapes/registry.js';
import type { CallerBearer } from '../../../src/tokens/caller.js';
import type { Tokens } from '../../../src/tokens/tokens.js';
import { Cancellation } from '../../../src/upstream/cancellation.js';
import type { Upstream } from '../../../src/upstream/exchange.js';
import { LookupCache } from '../../../src/upstream/lookups/lookup-cache.js';
import { ownTurns } from '../../support/own-turns.js';
import { steadyBearer } from '../../support/steady-bearer.js';

/** The shipped map in front of a tenant that has connections by id, each with a name. */
const map = loadMap({
  folders: ['routes-map'],
  reshapes,
  settings: { nulls: 'preserve', userMetadataKeys: [] },
  dialect: 'current',
});

interface Kept {
  readonly name: string;
  readonly strategy: string;
  readonly options: object;
}

let tenant: Map<string, Kept>;
let calls: string[];
let cache: LookupCache;
let now: number;
let clientIsKnown: boolean;
/** The client whose credentials v2 is called with. */
let upstreamId: string;
/** Functions that run before the tenant answers a call, by that call. */
let meanwhile: Record<string, () => unknown>;

const ad = (name: string): Kept => ({ name, strategy: 'ad', options: {} });
const bearers = new Map<string, CallerBearer>();

beforeEach(() => {
  tenant = new Map([['con_1', ad('acme')]]);
  calls = [];
  now = 0;
  clientIsKnown = true;
  upstreamId = 'app';
  bearers.clear();
  cache = new LookupCache({ now: () => now });
  meanwhile = {};
});

const upstream: Upstream = {
  send: async ({ method, path, query = [] }) => {
    if (path.startsWith('/api/v2/clients')) {
      calls.push(`${method} client`);
      if (!clientIsKnown && method === 'GET') throw missing;
      return { status: 200, body: { client_id: 'app', name: 'App', global: false } };
    }
    const call = `${method} ${path.replace('/api/v2/connections', '')}`.trim();
    calls.push(call);
    await meanwhile[call]?.();
    const [, id = '', part] = path.replace('/api/v2/connections', '').split('/');
    if (method === 'POST') return { status: 201, body: found([['name', 'acme']]).at(0) };
    if (id === '') return { status: 200, body: found(query) };
    const record = tenant.get(id);
    // In v2, deleting a missing record succeeds.
    if (record === undefined && method !== 'DELETE') throw missing;
    if (method === 'DELETE') tenant.delete(id);
    if (part === 'clients') return { status: 200, body: { clients: [] } };
    return { status: 200, body: { id, ...record } };
  },
  close: () => Promise.resolve(),
};

const missing = new GatewayError('upstream-refused', {
  upstreamStatus: 404,
  upstreamCode: 'inexistent_connection',
  message: 'The connection does not exist',
});

function found(query: readonly (readonly [string, string])[]): unknown[] {
  const name = query.find(([key]) => key === 'name')?.[1];
  return [...tenant].map(([id, kept]) => ({ id, ...kept })).filter((each) => each.name === name);
}

const tokens: Tokens = {
  issue: () => Promise.reject(new Error('not asked')),
  open: (token) => {
    if (!bearers.has(token)) bearers.set(token, { ...steadyBearer('t'), clientId: upstreamId });
    return Promise.resolve({ kind: 'app', clientId: 'app', bearer: bearers.get(token) });
  },
  anonymous: () => ({ kind: 'anonymous', clientId: '', bearer: undefined }),
  sealLink: () => Promise.reject(new Error('not asked')),
  openLink: () => Promise.reject(new Error('not asked')),
  sealTicket: () => Promise.reject(new Error('not asked')),
  openTicket: () => Promise.reject(new Error('not asked')),
};

function ask(
  line: string,
  { body, token = 'one' }: { body?: object; token?: string } = {},
): Promise<V1Reply> {
  const [method = '', path = ''] = line.split(' ');
  return answerV1(
    {
      method,
      path,
      query: '',
      authorization: token,
      body,
      origin: 'https://v1.example',
      signal: new Cancellation(),
    },
    {
      tokens,
      routes: map.index,
      upstream,
      lookups: cache,
      errors: map.errors,
      withRecordLock: ownTurns(),
      settings: {
        map: { nulls: 'preserve', userMetadataKeys: [] },
        lossy: 'warn',
        switches: new Set(),
      },
    },
  );
}

const socket = 'GET /api/connections/acme/socket';

describe('a request that reads', () => {
  test('looks a name up once', async () => {
    for (let n = 0; n < 3; n += 1) expect((await ask(socket)).status).toBe(200);
    expect(calls).toEqual(['GET', 'GET /con_1/status', 'GET /con_1/status', 'GET /con_1/status']);
  });

  test('looks the name up again after the cache expires, and for other credentials', async () => {
    await ask(socket);
    await ask(socket, { token: 'two' });
    now = 60_000;
    await ask(socket);
    expect(calls.filter((call) => call === 'GET')).toHaveLength(3);
  });

  test('caches for a short time that a name does not exist', async () => {
    tenant.clear();
    expect((await ask(socket)).status).toBe(404);
    expect((await ask(socket)).status).toBe(404);
    expect(calls).toEqual(['GET']);
    tenant.set('con_2', ad('acme'));
    now = 2_000;
    expect((await ask(socket)).status).toBe(200);
  });

  test('looks the name up once more after a 404, and finds the new record of that name', async () => {
    await ask(socket);
    tenant = new Map([['con_2', ad('acme')]]);
    calls = [];
    expect((await ask(socket)).status).toBe(200);
    expect(calls).toEqual(['GET /con_1/status', 'GET', 'GET /con_2/status']);
    calls = [];
    await ask(socket);
    expect(calls).toEqual(['GET /con_2/status']);
  });

  test('stops after a 404 when the second look-up finds no record', async () => {
    await ask(socket);
    tenant.clear();
    calls = [];
    expect((await ask(socket)).status).toBe(404);
    expect(calls).toEqual(['GET /con_1/status', 'GET']);
  });
});

describe('a field of a record that never changes', () => {
  const status = { body: { status: true } };
  const put = 'PUT /api/connections/acme';
  const asked = (): number => calls.filter((call) => call === 'GET client').length;

  beforeEach(() => {
    upstreamId = 'service';
  });

  test('is requested once, even by a request that writes', async () => {
    for (let n = 0; n < 3; n += 1) expect((await ask(put, status)).status).toBe(200);
    expect(asked()).toBe(1);
    now = 600_000;
    await ask(put, status);
    await ask(put, { ...status, token: 'two' });
    expect(asked()).toBe(3);
  });

  test('is cached for a missing record too', async () => {
    clientIsKnown = false;
    expect((await ask(put, status)).status).toBe(400);
    now = 60_000;
    expect((await ask(put, status)).status).toBe(400);
    expect(asked()).toBe(1);
    expect(calls.filter((call) => call.startsWith('PATCH'))).toEqual([]);
  });

  test('is dropped from the cache by a write to the record', async () => {
    await ask(put, status);
    cache.forget('/api/v2/clients/app');
    await ask(put, status);
    expect(asked()).toBe(2);
  });

  test('is not requested again when the name of the written record is lost meanwhile', async () => {
    await ask(put, status);
    calls = [];
    meanwhile['PATCH /con_1/clients'] = () => {
      tenant.clear();
    };
    expect((await ask(put, status)).status).toBe(404);
    expect(asked()).toBe(0);
  });
});

describe('a write that fails, of which node takes 400 alone for a failure, is to be looked for', () => {
  test.each([
    { sent: 'was sent', broke: 'under-way' as const, text: /Look whether it was made/ },
    { sent: 'was surely not sent', broke: 'unsent' as const, text: /^The tenant could not be reached\.$/ },
  ])('only where it may have been made: it $sent', async ({ broke, text }) => {
    meanwhile['PATCH /con_1'] = () => Promise.reject(new GatewayError('upstream-unreachable', { broke }));
    const { status, body } = await ask('PUT /api/connections/acme', { body: { options: { a: 1 } } });
    expect({ status, body: body.value }).toEqual({
      status: 400,
      body: expect.objectContaining({ detail: expect.stringMatching(text) }),
    });
    expect(calls).toContain('PATCH /con_1');
  });
});

describe('when the tenant fails a look-up', () => {
  const unwell: readonly [what: string, error: GatewayError][] = [
    ['cannot be reached', new GatewayError('upstream-unreachable', { broke: 'unsent' })],
    ['cannot be understood', new GatewayError('upstream-unreadable')],
    ['is down', new GatewayError('upstream-down', { retryAfterS: 3 })],
    ['is slow', new GatewayError('upstream-busy')],
    ['limits us', new GatewayError('upstream-limited')],
    ['answers 429', new GatewayError('upstream-refused', { upstreamStatus: 429 })],
    ['answers 503', new GatewayError('upstream-refused', { upstreamStatus: 503 })],
  ];
  const failLookUps = (error: GatewayError): void => {
    meanwhile['GET'] = () => Promise.reject(error);
  };

  test.each(unwell)(
    'because it %s, a request that reads gets the last known id of the name',
    async (_what, error) => {
      await ask(socket);
      now = 9 * 60_000;
      failLookUps(error);
      expect((await ask(socket)).status).toBe(200);
      expect(calls.slice(2)).toEqual(['GET', 'GET /con_1/status']);
    },
  );

  test.each(unwell)('because it %s, a request that writes fails', async (_what, error) => {
    await ask(socket);
    failLookUps(error);
    const { status } = await ask('DELETE /api/connections/acme');
    expect(status).toBeGreaterThanOrEqual(429);
    expect([...tenant.keys()]).toEqual(['con_1']);
  });

  test.each([
    [404, 404],
    [403, 403],
  ])('its refusal is passed on: %d gives %d', async (said, told) => {
    await ask(socket);
    now = 60_000;
    failLookUps(new GatewayError('upstream-refused', { upstreamStatus: said, message: 'no' }));
    expect((await ask(socket)).status).toBe(told);
  });

  test('no request gets an id that is ten minutes old, from other credentials or from before a write', async () => {
    const down = new GatewayError('upstream-down', { retryAfterS: 3 });
    await ask(socket);
    now = 10 * 60_000;
    failLookUps(down);
    const late = await ask(socket);
    expect([late.status, late.headers['Retry-After']]).toEqual([503, '3']);
    delete meanwhile['GET'];
    await ask(socket);
    failLookUps(down);
    now += 60_000;
    expect((await ask(socket, { token: 'two' })).status).toBe(503);
    cache.forget('/api/v2/connections/con_1');
    expect((await ask(socket)).status).toBe(503);
  });
});

describe('a request that writes', () => {
  test('looks the name up anew, whatever is cached', async () => {
    await ask(socket);
    tenant = new Map([
      ['con_1', ad('renamed')],
      ['con_2', ad('acme')],
    ]);
    expect((await ask('DELETE /api/connections/acme')).body.value).toEqual({ removed: 'con_2' });
    expect([...tenant.keys()]).toEqual(['con_1']);
  });

  test('drops the name from the caches of all callers', async () => {
    await ask(socket, { token: 'two' });
    await ask('DELETE /api/connections/acme');
    tenant.set('con_2', ad('acme'));
    calls = [];
    expect((await ask(socket, { token: 'two' })).status).toBe(200);
    expect(calls).toEqual(['GET', 'GET /con_2/status']);
  });

  test('makes a new record visible at once to callers that were told that there is none', async () => {
    tenant.clear();
    expect((await ask(socket)).status).toBe(404);
    const body = { name: 'acme', strategy: 'ad' };
    meanwhile['POST'] = () => tenant.set('con_3', ad('acme'));
    expect((await ask('POST /api/connections', { body })).status).toBe(200);
    expect((await ask(socket)).status).toBe(200);
  });

  test('keeps a look-up that ran during the write out of the cache', async () => {
    meanwhile['DELETE /con_1'] = () => ask(socket);
    await ask('DELETE /api/connections/acme');
    calls = [];
    expect((await ask(socket)).status).toBe(404);
    expect(calls).toContain('GET');
  });

  test('writes to the record that took over the name between look-up and write', async () => {
    const body = { options: { a: 1 } };
    meanwhile['PATCH /con_1'] = () => (tenant = new Map([['con_2', ad('acme')]]));
    expect((await ask('PUT /api/connections/acme', { body })).body.value).toMatchObject({ id: 'con_2' });
    expect(calls.filter((call) => call.startsWith('PATCH'))).toEqual(['PATCH /con_1', 'PATCH /con_2']);
  });

  test('finds the record that took over the name during a read before the first write', async () => {
    const body = { status: true };
    meanwhile['GET /con_1/clients'] = () => (tenant = new Map([['con_2', ad('acme')]]));
    expect((await ask('PUT /api/connections/acme', { body })).body.value).toMatchObject({ id: 'con_2' });
    expect(calls.at(-1)).toBe('PATCH /con_2/clients');
  });

  test('stops at a record that has lost its name, and says which parts were changed', async () => {
    const body = { options: { a: 1 }, status: true };
    meanwhile['PATCH /con_1'] = () => {
      tenant = new Map([
        ['con_1', ad('renamed')],
        ['con_2', ad('acme')],
      ]);
    };
    const reply = await ask('PUT /api/connections/acme', { body });
    expect(calls.filter((call) => call.startsWith('PATCH'))).toEqual(['PATCH /con_1']);
    expect(reply.status).toBe(400);
    expect(reply.body.value).toMatchObject({ code: 'half_done', message: expect.stringMatching(/renamed/) });
  });

  test('stops at the second record, too, once that record has lost the name', async () => {
    const body = { options: { a: 1 }, status: true };
    meanwhile['PATCH /con_1'] = () => (tenant = new Map([['con_2', ad('acme')]]));
    meanwhile['PATCH /con_2'] = () => (tenant = new Map([['con_2', ad('renamed')]]));
    expect((await ask('PUT /api/connections/acme', { body })).status).toBe(400);
    expect(calls.filter((call) => call.startsWith('PATCH'))).toEqual(['PATCH /con_1', 'PATCH /con_2']);
  });

  test('makes its first write only once when a later call fails', async () => {
    const body = { options: { a: 1 }, status: true };
    meanwhile['PATCH /con_1/clients'] = () => {
      tenant.clear();
    };
    expect((await ask('PUT /api/connections/acme', { body })).body.value).toMatchObject({
      statusCode: 400,
      message:
        'Only a part of this was done. Changed: its options. Not changed: the clients it is on for. The connection does not exist.',
    });
    expect(calls.filter((call) => call === 'PATCH /con_1')).toHaveLength(1);
  });
});
