import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { allClientsWanted } from '../../../src/reshapes/connections/all-clients-wanted.js';
import { askerIn, askingClient, memberOf } from '../../../src/reshapes/connections/asking-client.js';
import { connectionChangeToV2 } from '../../../src/reshapes/connections/connection-change-to-v2.js';
import { connectionCreateToV2 } from '../../../src/reshapes/connections/connection-create-to-v2.js';
import { connectionFilterToV2 } from '../../../src/reshapes/connections/connection-filter-to-v2.js';
import { clientIdsOf, statusFor } from '../../../src/reshapes/connections/connection-members.js';
import { connectionNameToV2 } from '../../../src/reshapes/connections/connection-name-to-v2.js';
import { connectionToV1 } from '../../../src/reshapes/connections/connection-to-v1.js';
import { connectionsToV1 } from '../../../src/reshapes/connections/connections-to-v1.js';
import type { ReshapeContext } from '../../../src/reshapes/reshape.js';
import {
  enterpriseStrategies,
  socialStrategies,
  strategyOf,
} from '../../../src/reshapes/connections/strategies.js';
import { knownClientId } from '../../../src/reshapes/clients/known-client-id.js';
import { membersTold } from '../../../src/reshapes/connections/members-told.js';
import { unsureOfClientId } from '../../../src/reshapes/clients/unsure-of-client-id.js';
import { unsureWhoAsks } from '../../../src/reshapes/connections/unsure-who-asks.js';
import { contextOf } from './context.js';
import { frozen } from './json-arbitrary.js';

const global = contextOf();
const app = callerOf({});
const delegated = callerOf({ upstream_id: 'machine' });
const own = callerOf({ upstream_id: 'app' });
const guessed = callerOf({ kind: 'global', guessed: true, upstream_id: 'app' });
const nobody = callerOf({ kind: 'v2', client_id: '' });
const asker = { everybody: false, client_id: 'app' };
const everybody = { everybody: true };

function callerOf(more: Partial<ReshapeContext['caller']>): ReshapeContext {
  return { ...contextOf(), caller: { client_id: 'app', kind: 'app', ...more } };
}

describe('strategies', () => {
  const contract = JSON.parse(readFileSync('routes-map/v2-contract.json', 'utf8')) as {
    components: {
      schemas: Record<'ConnectionStrategyEnum' | 'ConnectionIdentityProviderEnum', { enum: string[] }>;
    };
  };
  const { ConnectionStrategyEnum, ConnectionIdentityProviderEnum } = contract.components.schemas;

  test('each strategy of v2 has exactly one kind, or is a database or passwordless', () => {
    const kinds = [...socialStrategies, ...enterpriseStrategies, 'auth0', 'email', 'sms'];
    expect(kinds.toSorted()).toEqual(ConnectionStrategyEnum.enum.toSorted());
  });

  test.each(['office365', 'PingFederate', 'google-openid', 'samlp'])(
    '%s becomes a strategy that v2 accepts',
    (name) => {
      expect(ConnectionIdentityProviderEnum.enum).toContain(strategyOf(name));
    },
  );

  test('"constructor" stays as it is, because it is not a strategy', () => {
    expect(strategyOf('constructor')).toBe('constructor');
  });

  test('the flags filter only when they are true', () => {
    expect(connectionFilterToV2({ only_socials: false })).toEqual([]);
    expect(connectionFilterToV2(undefined)).toEqual([]);
    expect(connectionFilterToV2({ only_socials: true, only_enterprise: true })).toEqual([
      ...socialStrategies,
      ...enterpriseStrategies,
    ]);
  });
});

describe('the asking client', () => {
  test.each([
    { title: 'the global client of the clients file', context: global, input: {}, who: everybody },
    { title: 'an app of the clients file', context: app, input: {}, who: asker },
    { title: 'a v2 token of no client', context: nobody, input: {}, who: { everybody: false } },
    {
      title: "the tenant's global client without a clients file",
      context: guessed,
      input: { record: { client_id: 'app', global: true } },
      who: everybody,
    },
    {
      title: 'an app without a clients file',
      context: guessed,
      input: { record: { client_id: 'app', global: false } },
      who: asker,
    },
    {
      title: 'an app that the tenant does not know',
      context: delegated,
      input: { record: {} },
      who: { everybody: false },
    },
    {
      title: 'an app for which another stands',
      context: delegated,
      input: { record: {}, stand_in: 'other' },
      who: { everybody: false, client_id: 'other' },
    },
    {
      title: 'an app that the tenant knows itself',
      context: delegated,
      input: { record: { client_id: 'app' }, stand_in: 'other' },
      who: asker,
    },
  ])('$title', ({ context, input, who }) => {
    expect(askingClient(frozen(input), context)).toEqual(who);
  });

  test('is passed to later steps with valid fields only', () => {
    expect(askerIn({ asker: everybody })).toStrictEqual(everybody);
    expect(askerIn({ asker })).toStrictEqual(asker);
    expect(askerIn({ asker: { everybody: 'yes', client_id: 5 } })).toStrictEqual({ everybody: false });
    expect(askingClient({ record: { client_id: 5 } }, app)).toStrictEqual({ everybody: false });
  });

  test('is member-unknown if the tenant does not know it', () => {
    expect(memberOf(asker)).toBe('app');
    expect(() => memberOf({ everybody: false })).toThrow(
      expect.objectContaining({ code: 'step-missing', details: { row: 'member-unknown' } }),
    );
  });

  test.each([
    { title: 'the global client of the clients file', context: global, reads: false, writes: false },
    { title: 'a guessed one', context: guessed, reads: true, writes: true },
    { title: 'an app with its own credentials', context: own, reads: false, writes: false },
    { title: 'an app with the credentials of another', context: delegated, reads: false, writes: true },
    { title: 'a v2 token', context: nobody, reads: false, writes: false },
  ])('for $title: v2 is asked on reads $reads, on writes $writes', ({ context, reads, writes }) => {
    expect(unsureWhoAsks({}, context)).toBe(reads);
    expect(unsureWhoAsks({ writes: false }, context)).toBe(writes);
    expect(unsureWhoAsks({ stand_in: 'other' }, context)).toBe(writes);
  });

  test('falls back to the client of the token if the tenant does not know it', () => {
    expect([own, delegated, nobody].map((context) => unsureOfClientId({}, context))).toEqual([
      false,
      true,
      false,
    ]);
    expect(unsureOfClientId({ wanted: false }, delegated)).toBe(false);
    expect(knownClientId({ record: {} }, delegated)).toBe('machine');
    expect(knownClientId({ record: { client_id: 'app' } }, delegated)).toBe('app');
    expect(knownClientId({}, own)).toBe('app');
    expect(knownClientId({}, nobody)).toBeUndefined();
  });

  test.each([
    { input: { asker: everybody, status: true, members: [{ client_id: 'a' }] }, wanted: false },
    { input: { asker, status: true }, wanted: false },
    { input: { asker: everybody, status: false, default: true }, wanted: false },
    { input: { asker: everybody }, wanted: false },
    { input: { asker: everybody, default: true, named: [] }, wanted: false },
    { input: { asker: everybody, default: true }, wanted: true },
    { input: { asker: everybody, status: true, members: [] }, wanted: true },
  ])('wants all clients for $input: $wanted', ({ input, wanted }) => {
    expect(allClientsWanted(frozen(input))).toBe(wanted);
  });
});

describe('a connection is shown', () => {
  const record = { id: 'con_1', name: 'n', strategy: 'ad', options: { a: 1 } };

  test.each([
    { title: 'nothing at all', input: undefined, shown: { options: {}, status: false } },
    {
      title: 'options that are no object',
      input: { connection: { ...record, options: null } },
      shown: { name: 'n', strategy: 'ad', options: {}, status: false, _id: 'con_1', id: 'con_1' },
    },
    {
      title: 'the record after a change, with the status just made',
      input: { connection: record, changed: { ...record, options: { b: 2 } }, members: [], status: true },
      shown: { name: 'n', strategy: 'ad', options: { b: 2 }, status: true, _id: 'con_1', id: 'con_1' },
    },
    {
      title: 'a ticket without the query of its address',
      input: { connection: { provisioning_ticket_url: 'https://h/p/ad/TiCk?x=/y' }, asker, members: ['app'] },
      shown: {
        options: {},
        status: true,
        provisioning_ticket: 'TiCk',
        provisioning_ticket_url: 'https://h/p/ad/TiCk?x=/y',
      },
    },
  ])('$title', ({ input, shown }) => {
    expect(connectionToV1(frozen(input), app)).toEqual({ client_id: 'app', ...shown });
  });

  test('in a list, as on if it is among the connections of the client', () => {
    const connections = [record, { ...record, id: 'con_2' }, 'no connection'];
    const statuses = (who: object, enabled: unknown) =>
      connectionsToV1(frozen({ connections, asker: who, enabled }), app).map(({ status }) => status);
    expect(statuses(asker, [{ id: 'con_2' }])).toEqual([false, true]);
    expect(statuses(asker, undefined)).toEqual([false, false]);
    expect(statuses(everybody, undefined)).toEqual([true, true]);
  });

  test('in a list, as on by its enabled_clients if the tenant still sends them', () => {
    const connections = [
      { ...record, enabled_clients: ['app'] },
      { ...record, enabled_clients: [] },
    ];
    const statuses = (who: object) =>
      connectionsToV1(frozen({ connections, asker: who, enabled: [record] }), app).map(
        ({ status }) => status,
      );
    expect(statuses(asker)).toEqual([true, false]);
    expect(statuses(everybody)).toEqual([true, false]);
  });
});

describe('a connection is created', () => {
  test.each(['', 'a_b', 'a--b', '-a', 'a-', 'a b', 'ä', 'a\n', 'x'.repeat(129)])(
    'never with the name %j',
    (name) => {
      expect(() => connectionNameToV2(name)).toThrow(
        expect.objectContaining({
          code: 'input-invalid',
          message: expect.stringContaining('at most 128 letters (a to z), digits and single hyphens'),
        }),
      );
    },
  );

  test.each(['a', 'A-1-b', '0', 'x'.repeat(128)])('with the name %s unchanged', (name) => {
    expect(connectionNameToV2(name)).toBe(name);
  });

  test('without options if none were sent, and on for the asking client', () => {
    expect(connectionCreateToV2(frozen({ name: 'a-1', body: { strategy: 'ad', x: 1 }, asker }))).toEqual({
      name: 'a-1',
      strategy: 'ad',
      enabled_clients: ['app'],
    });
  });

  test('with options without nulls, and with the v2 name of its strategy', () => {
    const body = { strategy: 'PingFederate', options: { a: 1, b: null } };
    expect(connectionCreateToV2(frozen({ name: 'a', body, asker }))).toEqual({
      name: 'a',
      strategy: 'pingfederate',
      options: { a: 1 },
      enabled_clients: ['app'],
    });
  });

  const clients = [{ client_id: 'app' }, { client_id: 'other' }];
  test.each([
    { who: everybody, body: {}, on: ['app', 'other'] },
    { who: everybody, body: { status: false }, on: [] },
    { who: everybody, body: { enabled_clients: ['x'] }, on: ['x'] },
    { who: everybody, body: { enabled_clients: ['x'], status: false }, on: [] },
    { who: asker, body: { status: true }, on: ['app'] },
    { who: asker, body: { status: false }, on: [] },
    { who: asker, body: { enabled_clients: ['x'] }, on: ['x'] },
    { who: asker, body: { enabled_clients: [] }, on: [] },
    { who: asker, body: { enabled_clients: ['x', 'app'], status: true }, on: ['x', 'app'] },
    { who: asker, body: { enabled_clients: ['app', 'x'], status: false }, on: ['x'] },
  ])('by $who with $body on for $on', ({ who, body, on }) => {
    const input = { name: 'a', body: { strategy: 'ad', ...body }, asker: who, clients };
    expect(connectionCreateToV2(frozen(input))['enabled_clients']).toEqual(on);
  });
});

describe('a connection is changed', () => {
  const connection = { id: 'con_1', name: 'n', options: { a: 1 }, display_name: 'N' };
  const told = [{ client_id: 'other' }];

  test.each([
    { title: 'nothing is asked', body: undefined, who: asker, change: { off: [], on: [], status: false } },
    {
      title: 'the status it has',
      body: { status: false },
      who: asker,
      change: { off: [], on: [], status: false },
    },
    {
      title: 'off, for whoever has it, where the global client asks',
      body: { status: false },
      who: everybody,
      change: { off: [{ client_id: 'other', status: false }], on: [], status: false },
    },
    {
      title: 'no options at all is what v1 would have stored',
      body: { options: {} },
      who: asker,
      change: { patch: { options: {}, display_name: 'N' }, off: [], on: [], status: false },
    },
    {
      title: 'on, for the asking client alone',
      body: { status: true, options: { b: null, c: [null] } },
      who: asker,
      change: {
        patch: { options: { c: [null] }, display_name: 'N' },
        off: [],
        on: [{ client_id: 'app', status: true }],
        status: true,
      },
    },
  ])('$title', ({ body, who, change }) => {
    expect(connectionChangeToV2(frozen({ body, connection, asker: who, told }))).toEqual(change);
  });
});

describe('a field of a connection that v1 never showed', () => {
  const change = (connection: object, options: object) =>
    connectionChangeToV2(frozen({ body: { options }, connection, asker, told: [] })).patch;

  test('is sent along if a PATCH would reset it, unless it is null', () => {
    const kept = { display_name: 'N', is_domain_connection: true, show_as_button: false, realms: ['r'] };
    const record = { id: 'con_1', strategy: 'ad', options: {}, metadata: { a: 'b' } };
    expect(change({ ...record, ...kept }, { a: 1 })).toEqual({ options: { a: 1 }, ...kept });
    expect(change({ ...record, display_name: null, realms: null }, { a: 1 })).toEqual({ options: { a: 1 } });
  });

  test('is not emptied, options included, by empty options that v1 read and put back', () => {
    expect(change({ id: 'con_1' }, {})).toBeUndefined();
    expect(change({ id: 'con_1' }, { a: 1 })).toEqual({ options: { a: 1 } });
  });
});

describe('the clients of a connection', () => {
  const id = 'a'.repeat(32);

  test.each([
    [[{ client_id: 'a' }, { client_id: 'b', global: true }], ['a']],
    [{ enabled_clients: ['a'] }, ['a']],
    [{ enabled_clients: [`cli_${id}`, 'cli_short'] }, [id, 'cli_short']],
    [[], []],
  ])('are read from %j', (told, ids) => {
    expect(membersTold(frozen(told))).toEqual(ids);
  });

  test.each([undefined, {}, { enabled_clients: null }])('cannot be read from %j', (told) => {
    expect(() => membersTold(told)).toThrow(
      expect.objectContaining({
        code: 'upstream-refused',
        message: 'it does not tell which clients have the connection.',
      }),
    );
  });

  test('are the items with an id, in both forms that v2 uses', () => {
    const list = ['a', { client_id: 'b' }, { client_id: 'c', global: true }, { client_id: 5 }, null, 7];
    expect(clientIdsOf(frozen(list))).toEqual(['a', 'b']);
    expect(clientIdsOf([`xcli_${id}`, `cli_${id}b`])).toEqual([`xcli_${id}`, `cli_${id}b`]);
  });

  test.each([
    { who: everybody, ids: [], status: false },
    { who: everybody, ids: ['other'], status: true },
    { who: asker, ids: ['other'], status: false },
    { who: asker, ids: ['other', 'app'], status: true },
    { who: { everybody: false }, ids: ['other'], status: false },
  ])('$ids make the status of $who $status', ({ who, ids, status }) => {
    expect(statusFor(ids, who)).toBe(status);
  });
});
