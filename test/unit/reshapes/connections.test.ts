import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { GatewayError } from '../../../src/errors/gateway-error.js';
import { allClientsWanted } from '../../../src/reshapes/all-clients-wanted.js';
import { askingClient } from '../../../src/reshapes/asking-client.js';
import { connectionChangeToV2 } from '../../../src/reshapes/connection-change-to-v2.js';
import { connectionCreateToV2 } from '../../../src/reshapes/connection-create-to-v2.js';
import { connectionFilterToV2 } from '../../../src/reshapes/connection-filter-to-v2.js';
import { connectionNameToV2 } from '../../../src/reshapes/connection-name-to-v2.js';
import { connectionToV1 } from '../../../src/reshapes/connection-to-v1.js';
import { connectionsToV1 } from '../../../src/reshapes/connections-to-v1.js';
import type { ReshapeContext } from '../../../src/reshapes/reshape.js';
import { enterpriseStrategies, socialStrategies, strategyOf } from '../../../src/reshapes/strategies.js';
import { knownClientId } from '../../../src/reshapes/known-client-id.js';
import { membersTold } from '../../../src/reshapes/members-told.js';
import { unsureOfClientId } from '../../../src/reshapes/unsure-of-client-id.js';
import { unsureWhoAsks } from '../../../src/reshapes/unsure-who-asks.js';
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

  test('each of v2 has exactly one kind, or is a database or passwordless', () => {
    const kinds = [...socialStrategies, ...enterpriseStrategies, 'auth0', 'email', 'sms'];
    expect(kinds.toSorted()).toEqual(ConnectionStrategyEnum.enum.toSorted());
  });

  test.each(['office365', 'PingFederate', 'google-openid', 'samlp'])(
    '%s becomes one that v2 takes',
    (name) => {
      expect(ConnectionIdentityProviderEnum.enum).toContain(strategyOf(name));
    },
  );

  test('a name of the language is no strategy', () => {
    expect(strategyOf('constructor')).toBe('constructor');
  });

  test('the flags are a filter only where they are true', () => {
    expect(connectionFilterToV2({ only_socials: false })).toEqual([]);
    expect(connectionFilterToV2(undefined)).toEqual([]);
    expect(connectionFilterToV2({ only_socials: true, only_enterprise: true })).toEqual([
      ...socialStrategies,
      ...enterpriseStrategies,
    ]);
  });
});

describe('who is asking', () => {
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

  test.each([
    { title: 'the global client of the clients file', context: global, reads: false, writes: false },
    { title: 'a guessed one', context: guessed, reads: true, writes: true },
    { title: 'an app with its own credentials', context: own, reads: false, writes: false },
    { title: 'an app with the credentials of another', context: delegated, reads: false, writes: true },
    { title: 'a v2 token', context: nobody, reads: false, writes: false },
  ])('of $title v2 is asked to read $reads, to write $writes', ({ context, reads, writes }) => {
    expect(unsureWhoAsks({}, context)).toBe(reads);
    expect(unsureWhoAsks({ writes: false }, context)).toBe(writes);
    expect(unsureWhoAsks({ stand_in: 'other' }, context)).toBe(writes);
  });

  test('the tenant knows the client of the token at least', () => {
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
  ])('$input: all clients wanted $wanted', ({ input, wanted }) => {
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
      input: { connection: { provisioning_ticket_url: 'https://h/p/ad/T?x=/y' }, asker, members: ['app'] },
      shown: {
        options: {},
        status: true,
        provisioning_ticket: 'T',
        provisioning_ticket_url: 'https://h/p/ad/T?x=/y',
      },
    },
  ])('$title', ({ input, shown }) => {
    expect(connectionToV1(frozen(input), app)).toEqual({ client_id: 'app', ...shown });
  });

  test('in a list, on where it is among those of the client', () => {
    const connections = [record, { ...record, id: 'con_2' }, 'no connection'];
    const statuses = (who: object, enabled: unknown) =>
      connectionsToV1(frozen({ connections, asker: who, enabled }), app).map(({ status }) => status);
    expect(statuses(asker, [{ id: 'con_2' }])).toEqual([false, true]);
    expect(statuses(asker, undefined)).toEqual([false, false]);
    expect(statuses(everybody, undefined)).toEqual([true, true]);
  });
});

describe('a connection is created', () => {
  test.each(['', 'a_b', 'a--b', '-a', 'a-', 'a b', 'ä', 'a\n', 'x'.repeat(129)])('never as %j', (name) => {
    expect(() => connectionNameToV2(name)).toThrow(GatewayError);
  });

  test('without options where none were sent, and on for the one who asks', () => {
    expect(connectionCreateToV2(frozen({ name: 'a-1', body: { strategy: 'ad', x: 1 }, asker }))).toEqual({
      name: 'a-1',
      strategy: 'ad',
      enabled_clients: ['app'],
    });
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

describe('the clients of a connection', () => {
  const id = 'a'.repeat(32);

  test.each([
    [[{ client_id: 'a' }, { client_id: 'b', global: true }], ['a']],
    [{ enabled_clients: ['a'] }, ['a']],
    [{ enabled_clients: [`cli_${id}`, 'cli_short'] }, [id, 'cli_short']],
    [[], []],
  ])('are in %j', (told, ids) => {
    expect(membersTold(frozen(told))).toEqual(ids);
  });

  test.each([undefined, {}, { enabled_clients: null }])('are not in %j', (told) => {
    expect(() => membersTold(told)).toThrow(GatewayError);
  });
});
