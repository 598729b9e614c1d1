import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { GatewayError } from '../../../src/errors/gateway-error.js';
import { allClientsWanted } from '../../../src/reshapes/all-clients-wanted.js';
import { askingApp } from '../../../src/reshapes/asking-app.js';
import { connectionChangeToV2 } from '../../../src/reshapes/connection-change-to-v2.js';
import { connectionCreateToV2 } from '../../../src/reshapes/connection-create-to-v2.js';
import { connectionFilterToV2 } from '../../../src/reshapes/connection-filter-to-v2.js';
import { connectionToV1 } from '../../../src/reshapes/connection-to-v1.js';
import { connectionsToV1 } from '../../../src/reshapes/connections-to-v1.js';
import type { ReshapeContext } from '../../../src/reshapes/reshape.js';
import { enterpriseStrategies, socialStrategies, strategyOf } from '../../../src/reshapes/strategies.js';
import { contextOf } from './context.js';
import { frozen } from './json-arbitrary.js';

const global = contextOf();
const app: ReshapeContext = { ...global, caller: { client_id: 'app', kind: 'app' } };

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
  test('only an app has a view of its own', () => {
    expect(askingApp(undefined, app)).toBe('app');
    expect(askingApp(undefined, global)).toBeUndefined();
    expect(askingApp(undefined, { ...app, caller: { client_id: '', kind: 'v2' } })).toBeUndefined();
  });

  test.each([
    { input: { status: true, members: [{ client_id: 'a' }] }, context: global, wanted: false },
    { input: { status: true }, context: app, wanted: false },
    { input: { status: false, default: true }, context: global, wanted: false },
    { input: {}, context: global, wanted: false },
    { input: { default: true }, context: global, wanted: true },
    { input: { status: true, members: [] }, context: global, wanted: true },
  ])('$input of $context.caller.kind: all clients wanted $wanted', ({ input, context, wanted }) => {
    expect(allClientsWanted(frozen(input), context)).toBe(wanted);
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
      input: { connection: { provisioning_ticket_url: 'https://h/p/ad/T?x=/y' }, members: ['app'] },
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
    const statuses = (context: ReshapeContext, enabled: unknown) =>
      connectionsToV1(frozen({ connections, enabled }), context).map(({ status }) => status);
    expect(statuses(app, [{ id: 'con_2' }])).toEqual([false, true]);
    expect(statuses(app, undefined)).toEqual([false, false]);
    expect(statuses(global, undefined)).toEqual([true, true]);
  });
});

describe('a connection is created', () => {
  test.each(['', 'a_b', 'a--b', '-a', 'a-', 'a b', 'ä', 'a\n', 'x'.repeat(129)])('never as %j', (name) => {
    expect(() => connectionCreateToV2({ body: { name, strategy: 'ad' } }, app)).toThrow(GatewayError);
  });

  test('without options where none were sent, and on for the one who asks', () => {
    expect(connectionCreateToV2(frozen({ body: { name: 'a-1', strategy: 'ad', x: 1 } }), app)).toEqual({
      name: 'a-1',
      strategy: 'ad',
      enabled_clients: ['app'],
    });
  });
});

describe('a connection is changed', () => {
  const connection = { id: 'con_1', name: 'n', options: { a: 1 }, display_name: 'N' };
  const members = [{ client_id: 'other' }];

  test.each([
    { title: 'nothing is asked', body: undefined, context: app, change: { off: [], on: [], status: false } },
    {
      title: 'the status it has',
      body: { status: false },
      context: app,
      change: { off: [], on: [], status: false },
    },
    {
      title: 'off, for whoever has it, where the global client asks',
      body: { status: false },
      context: global,
      change: { off: [{ client_id: 'other', status: false }], on: [], status: false },
    },
    {
      title: 'no options at all is what v1 would have stored',
      body: { options: {} },
      context: app,
      change: { patch: { options: {}, display_name: 'N' }, off: [], on: [], status: false },
    },
    {
      title: 'on, for the asking client alone',
      body: { status: true, options: { b: null, c: [null] } },
      context: app,
      change: {
        patch: { options: { c: [null] }, display_name: 'N' },
        off: [],
        on: [{ client_id: 'app', status: true }],
        status: true,
      },
    },
  ])('$title', ({ body, context, change }) => {
    expect(connectionChangeToV2(frozen({ body, connection, members }), context)).toEqual(change);
  });
});
