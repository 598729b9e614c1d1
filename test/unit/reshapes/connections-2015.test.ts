import { describe, expect, test } from '@jest/globals';
import { connectionChange2015ToV2 } from '../../../src/reshapes/connections/connection-change-2015-to-v2.js';
import { connectionsOfClient } from '../../../src/reshapes/connections/connections-of-client.js';
import { connectionsOfStrategies } from '../../../src/reshapes/connections/connections-of-strategies.js';
import { pageOfList } from '../../../src/reshapes/lists/page-of-list.js';

const connection = { id: 'con_1', name: 'db', options: { a: 1 }, enabled_clients: ['other'] };

const askers = { app: { everybody: false, client_id: 'client' }, global: { everybody: true } };

describe('the change of a connection in the 2015 dialect', () => {
  test.each<{ kind: 'app' | 'global'; what: string; body: object; change: object }>([
    {
      kind: 'app',
      what: 'turned on',
      body: { status: true },
      change: { patch: { enabled_clients: ['other', 'client'] }, status: true },
    },
    { kind: 'app', what: 'off already', body: { status: false }, change: { status: false } },
    {
      kind: 'app',
      what: 'options alone',
      body: { options: { b: 2 } },
      change: { patch: { options: { b: 2 } }, status: false },
    },
    {
      kind: 'global',
      what: 'turned off for all',
      body: { status: false },
      change: { patch: { enabled_clients: [] }, status: false },
    },
    { kind: 'global', what: 'on for one already', body: { status: true }, change: { status: true } },
  ])('by the $kind client: $what', ({ kind, body, change }) => {
    expect(connectionChange2015ToV2({ body, connection, asker: askers[kind] })).toEqual(change);
  });

  test('does not send the fields that only a current PATCH would reset', () => {
    const shown = { ...connection, realms: ['db'], display_name: 'Db' };
    const { patch } = connectionChange2015ToV2({
      body: { options: {}, status: true },
      connection: shown,
      asker: askers.app,
    });
    expect(patch).toEqual({ options: {}, enabled_clients: ['other', 'client'] });
  });
});

describe('connections that name their clients', () => {
  test('are found for a client that they name', () => {
    const silent = { name: 'silent' };
    expect(connectionsOfClient({ connections: [connection, silent], client_id: 'other' })).toEqual([
      connection,
    ]);
    expect(connectionsOfClient({ connections: [connection, silent] })).toEqual([]);
  });

  test('are found with any strategy if no strategy is named', () => {
    const connections = [{ strategy: 'auth0' }, { strategy: 'samlp' }];
    expect(connectionsOfStrategies({ connections, strategies: [] })).toEqual(connections);
    expect(connectionsOfStrategies({ connections, strategies: ['samlp'] })).toEqual([{ strategy: 'samlp' }]);
  });
});

describe('a page of a whole list', () => {
  const list = [1, 2, 3];

  test.each([
    [{}, [1, 2, 3], undefined],
    [{ per_page: 2 }, [1, 2], { page: 1 }],
    [{ page: 1, per_page: 2 }, [3], undefined],
    [{ page: 9, per_page: 2 }, [], undefined],
  ])('%j', (paging, items, next) => {
    expect(pageOfList({ list, ...paging })).toEqual({ items, next });
  });

  test('of an empty list is empty', () => {
    expect(pageOfList({ list: [] })).toEqual({ items: [], next: undefined });
  });
});
