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
/** Whose credentials v2 is called with. */
let upstreamId: string;
/** Runs before the tenant answers the call that is named. */
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
    // Deleting what is gone is a success in v2.
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

  test('looks it up again after its short life, and for other credentials', async () => {
    await ask(socket);
    await ask(socket, { token: 'two' });
    now = 60_000;
    await ask(socket);
    expect(calls.filter((call) => call === 'GET')).toHaveLength(3);
  });

  test('believes for a moment that there is none', async () => {
    tenant.clear();
    expect((await ask(socket)).status).toBe(404);
    expect((await ask(socket)).status).toBe(404);
    expect(calls).toEqual(['GET']);
    tenant.set('con_2', ad('acme'));
    now = 2_000;
    expect((await ask(socket)).status).toBe(200);
  });

  test('looks it up once more after a 404, and finds the namesake', async () => {
    await ask(socket);
    tenant = new Map([['con_2', ad('acme')]]);
    calls = [];
    expect((await ask(socket)).status).toBe(200);
    expect(calls).toEqual(['GET /con_1/status', 'GET', 'GET /con_2/status']);
    calls = [];
    await ask(socket);
    expect(calls).toEqual(['GET /con_2/status']);
  });

  test('and stops where the name means the same record, or none', async () => {
    await ask(socket);
    tenant.clear();
    calls = [];
    expect((await ask(socket)).status).toBe(404);
    expect(calls).toEqual(['GET /con_1/status', 'GET']);
  });
});

describe('what never changes in a record', () => {
  const status = { body: { status: true } };
  const put = 'PUT /api/connections/acme';
  const asked = (): number => calls.filter((call) => call === 'GET client').length;

  beforeEach(() => {
    upstreamId = 'service';
  });

  test('is asked once, by a request that writes as well', async () => {
    for (let n = 0; n < 3; n += 1) expect((await ask(put, status)).status).toBe(200);
    expect(asked()).toBe(1);
    now = 600_000;
    await ask(put, status);
    await ask(put, { ...status, token: 'two' });
    expect(asked()).toBe(3);
  });

  test('is remembered of what is not there, too', async () => {
    clientIsKnown = false;
    expect((await ask(put, status)).status).toBe(400);
    now = 60_000;
    expect((await ask(put, status)).status).toBe(400);
    expect(asked()).toBe(1);
    expect(calls.filter((call) => call.startsWith('PATCH'))).toEqual([]);
  });

  test('is forgotten with a write to the record', async () => {
    await ask(put, status);
    cache.forget('/api/v2/clients/app');
    await ask(put, status);
    expect(asked()).toBe(2);
  });

  test('is no name that may mean another record by now', async () => {
    await ask(put, status);
    calls = [];
    meanwhile['PATCH /con_1/clients'] = () => {
      tenant.clear();
    };
    expect((await ask(put, status)).status).toBe(404);
    expect(asked()).toBe(0);
  });
});

describe('where the tenant is unwell', () => {
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

  test.each(unwell)('because it %s, one that reads is told the last id of the name', async (_what, error) => {
    await ask(socket);
    now = 9 * 60_000;
    failLookUps(error);
    expect((await ask(socket)).status).toBe(200);
    expect(calls.slice(2)).toEqual(['GET', 'GET /con_1/status']);
  });

  test.each(unwell)('because it %s, one that writes is not', async (_what, error) => {
    await ask(socket);
    failLookUps(error);
    const { status } = await ask('DELETE /api/connections/acme');
    expect(status).toBeGreaterThanOrEqual(429);
    expect([...tenant.keys()]).toEqual(['con_1']);
  });

  test.each([
    [404, 404],
    [403, 403],
  ])('what it does say counts: %d is %d', async (said, told) => {
    await ask(socket);
    now = 60_000;
    failLookUps(new GatewayError('upstream-refused', { upstreamStatus: said, message: 'no' }));
    expect((await ask(socket)).status).toBe(told);
  });

  test('nobody is told what was known ten minutes ago, to somebody else, or before a write', async () => {
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
  test('is told what the name means now, whatever is remembered', async () => {
    await ask(socket);
    tenant = new Map([
      ['con_1', ad('renamed')],
      ['con_2', ad('acme')],
    ]);
    expect((await ask('DELETE /api/connections/acme')).body.value).toEqual({ removed: 'con_2' });
    expect([...tenant.keys()]).toEqual(['con_1']);
  });

  test('makes every caller forget', async () => {
    await ask(socket, { token: 'two' });
    await ask('DELETE /api/connections/acme');
    tenant.set('con_2', ad('acme'));
    calls = [];
    expect((await ask(socket, { token: 'two' })).status).toBe(200);
    expect(calls).toEqual(['GET', 'GET /con_2/status']);
  });

  test('makes a creation known at once to whoever was told that there is none', async () => {
    tenant.clear();
    expect((await ask(socket)).status).toBe(404);
    const body = { name: 'acme', strategy: 'ad' };
    meanwhile['POST'] = () => tenant.set('con_3', ad('acme'));
    expect((await ask('POST /api/connections', { body })).status).toBe(200);
    expect((await ask(socket)).status).toBe(200);
  });

  test('is not remembered by who looked the name up while it was being written', async () => {
    meanwhile['DELETE /con_1'] = () => ask(socket);
    await ask('DELETE /api/connections/acme');
    calls = [];
    expect((await ask(socket)).status).toBe(404);
    expect(calls).toContain('GET');
  });

  test('writes to the namesake that took the place between look-up and write', async () => {
    const body = { options: { a: 1 } };
    meanwhile['PATCH /con_1'] = () => (tenant = new Map([['con_2', ad('acme')]]));
    expect((await ask('PUT /api/connections/acme', { body })).body.value).toMatchObject({ id: 'con_2' });
    expect(calls.filter((call) => call.startsWith('PATCH'))).toEqual(['PATCH /con_1', 'PATCH /con_2']);
  });

  test('finds the namesake, too, that took the place before anything was written', async () => {
    const body = { status: true };
    meanwhile['GET /con_1/clients'] = () => (tenant = new Map([['con_2', ad('acme')]]));
    expect((await ask('PUT /api/connections/acme', { body })).body.value).toMatchObject({ id: 'con_2' });
    expect(calls.at(-1)).toBe('PATCH /con_2/clients');
  });

  test('goes no further on a record that has lost its name, and says how far it went', async () => {
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

  test('goes no further on a namesake, either, that has lost the name', async () => {
    const body = { options: { a: 1 }, status: true };
    meanwhile['PATCH /con_1'] = () => (tenant = new Map([['con_2', ad('acme')]]));
    meanwhile['PATCH /con_2'] = () => (tenant = new Map([['con_2', ad('renamed')]]));
    expect((await ask('PUT /api/connections/acme', { body })).status).toBe(400);
    expect(calls.filter((call) => call.startsWith('PATCH'))).toEqual(['PATCH /con_1', 'PATCH /con_2']);
  });

  test('is done once when a later call fails', async () => {
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
