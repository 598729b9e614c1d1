import { checkOptions } from '../connections/connection-options.js';
import { createConnection, picked } from '../connections/connection-create.js';
import type { ConnectionRecord } from '../connections/connection-record.js';
import { anyBoolean, anyText, connectionId } from '../field-rule.js';
import type { FieldRule } from '../field-rule.js';
import type { JsonObject } from '../json-value.js';
import { objectAt, textsAt } from '../json-value.js';
import { bodyObject } from '../operation.js';
import type { Operation, V2Answer, V2Call, World } from '../operation.js';
import { project } from '../paging.js';
import {
  connectionCreateBody2015,
  connectionFilterQuery,
  connectionPatchBody2015,
} from './connection-fields.js';
import { connectionUsers, removeConnection, theConnection } from './connections-resource.js';

const params = { id: connectionId };
const projection: Record<string, FieldRule> = { fields: anyText, include_fields: anyBoolean };

/**
 * `/connections` of 2015 (seed): the connection holds its clients. Lists are not paged and have no `name`, because
 * the SDKs of 2015-2016 have no such parameters (auth0-PHP 2.0.0, ruby-auth0 4.0.0).
 */
export const connectionsResource2015: readonly Operation[] = [
  {
    method: 'GET',
    path: '/connections',
    scopes: ['read:connections'],
    query: { ...projection, strategy: connectionFilterQuery['strategy'] ?? anyText },
    answer: listConnections,
  },
  {
    method: 'POST',
    path: '/connections',
    scopes: ['create:connections'],
    body: connectionCreateBody2015,
    answer: postConnection,
  },
  {
    method: 'GET',
    path: '/connections/:id',
    scopes: ['read:connections'],
    params,
    query: projection,
    answer: (call, { tenant }) => ({
      status: 200,
      body: project(shown(theConnection(tenant, call.params['id'] ?? '')), call.query),
    }),
  },
  {
    method: 'PATCH',
    path: '/connections/:id',
    scopes: ['update:connections'],
    params,
    body: connectionPatchBody2015,
    answer: patchConnection,
  },
  {
    method: 'DELETE',
    path: '/connections/:id',
    scopes: ['delete:connections'],
    params,
    // 204 whether the connection existed or not, until about 2024 (facts: section 2).
    answer: (call, { tenant }) => {
      removeConnection(tenant, call.params['id'] ?? '');
      return { status: 204 };
    },
  },
  connectionUsers,
];

function listConnections(call: V2Call, { tenant }: World): V2Answer {
  const strategies = textsAt(call.query, 'strategy');
  const body = tenant.connections
    .all()
    .filter((one) => strategies.length === 0 || strategies.includes(one.strategy))
    .map((one) => project(shown(one), call.query));
  return { status: 200, body };
}

/** Options are stored as sent: the recorded defaults are of 2025. */
function postConnection(call: V2Call, { tenant }: World): V2Answer {
  const body = bodyObject(call);
  const made = createConnection(tenant, body);
  const plain = { ...made.body, options: objectAt(body, 'options') ?? {} };
  return { status: 201, body: shown(tenant.connections.put({ ...made, body: plain })) };
}

/** Replaces `options` and `enabled_clients` as a whole. */
function patchConnection(call: V2Call, { tenant }: World): V2Answer {
  const connection = theConnection(tenant, call.params['id'] ?? '');
  const body = bodyObject(call);
  checkOptions(connection.strategy, objectAt(body, 'options') ?? {});
  const clients = body['enabled_clients'];
  const patched = tenant.connections.put({
    ...connection,
    body: { ...connection.body, ...picked(body, ['options']) },
    ...(clients === undefined ? {} : { enabledClients: new Set(textsAt(body, 'enabled_clients')) }),
  });
  return { status: 200, body: shown(patched) };
}

function shown({ body, enabledClients }: ConnectionRecord): JsonObject {
  return {
    ...picked(body, ['id', 'options', 'strategy', 'name', 'provisioning_ticket_url']),
    enabled_clients: [...enabledClients],
  };
}
