import { heldScopes } from '../bearer.js';
import { checkOptions, patchedOptions } from '../connections/connection-options.js';
import { createConnection, picked } from '../connections/connection-create.js';
import type { ConnectionRecord } from '../connections/connection-record.js';
import { connectionView } from '../connections/connection-record.js';
import { anyText, connectionId } from '../field-rule.js';
import type { FieldRule } from '../field-rule.js';
import type { JsonObject } from '../json-value.js';
import { isJsonObject, textAt, textsAt, without } from '../json-value.js';
import { bodyObject } from '../operation.js';
import type { Operation, V2Answer, V2Call, World } from '../operation.js';
import {
  checkpointAnswer,
  checkpointQuery,
  offsetAnswer,
  offsetPage,
  offsetQuery,
  project,
} from '../paging.js';
import type { Tenant } from '../tenant.js';
import { mainIdentity } from '../users/user-record.js';
import { V2Error } from '../v2-error.js';
import {
  connectionCreateBody,
  connectionFilterQuery,
  connectionPatchBody,
  connectionProjectionQuery,
} from './connection-fields.js';

const params = { id: connectionId };
const perPage: FieldRule = { type: 'integer', minimum: 1, maximum: 100 };
const listQuery = {
  ...offsetQuery,
  per_page: perPage,
  ...checkpointQuery,
  ...connectionProjectionQuery,
  ...connectionFilterQuery,
};

/** `/connections/{id}/users`. */
export const connectionUsers: Operation = {
  method: 'DELETE',
  path: '/connections/:id/users',
  scopes: ['delete:users'],
  params,
  query: { email: anyText },
  requiredQuery: ['email'],
  answer: deleteConnectionUser,
};

/** `/connections` and everything below one connection, except its clients. */
export const connectionsResource: readonly Operation[] = [
  {
    method: 'GET',
    path: '/connections',
    scopes: ['read:connections'],
    query: listQuery,
    answer: listConnections,
  },
  {
    method: 'POST',
    path: '/connections',
    scopes: ['create:connections'],
    body: connectionCreateBody,
    answer: (call, { tenant }) => ({
      status: 201,
      body: shown(call, createConnection(tenant, bodyObject(call))),
    }),
  },
  {
    method: 'GET',
    path: '/connections/:id',
    scopes: ['read:connections'],
    params,
    query: connectionProjectionQuery,
    answer: (call, { tenant }) => ({
      status: 200,
      body: projected(call, theConnection(tenant, call.params['id'] ?? '')),
    }),
  },
  {
    method: 'PATCH',
    path: '/connections/:id',
    scopes: ['update:connections'],
    params,
    body: connectionPatchBody,
    answer: patchConnection,
  },
  {
    method: 'DELETE',
    path: '/connections/:id',
    scopes: ['delete:connections'],
    params,
    answer: deleteConnection,
  },
  connectionUsers,
];

/** @throws V2Error 404 `inexistent_connection` (recorded) */
export function theConnection(tenant: Tenant, id: string): ConnectionRecord {
  const connection = tenant.connections.get(id);
  if (connection === undefined)
    throw new V2Error(404, 'The connection does not exist', 'inexistent_connection');
  return connection;
}

/** Recorded: `is_domain_connection` is always included, whatever `fields` says, and in 2021 `id` too. */
function projected(call: V2Call, connection: ConnectionRecord): JsonObject {
  return project(shown(call, connection), call.query, ['id', 'is_domain_connection']);
}

function shown(call: V2Call, connection: ConnectionRecord): JsonObject {
  return connectionView(connection, call.caller.scopes.has('read:connections_options'));
}

function listConnections(call: V2Call, { tenant }: World): V2Answer {
  const { query } = call;
  const name = textAt(query, 'name');
  const strategies = textsAt(query, 'strategy');
  const items = tenant.connections
    .all()
    .filter((one) => name === undefined || one.name === name)
    .filter((one) => strategies.length === 0 || strategies.includes(one.strategy))
    .map((one) => projected(call, one));
  const list = { key: 'connections', items, withLink: true };
  // Recorded: with take the answer is a checkpoint page, and include_totals is ignored.
  if (query['take'] !== undefined || query['from'] !== undefined) return checkpointAnswer(query, list);
  const { page, perPage: size } = offsetPage(query);
  if ((page + 1) * size > 1000) {
    throw new V2Error(400, 'You can only page through the first 1000 records.', 'invalid_paging');
  }
  return offsetAnswer(call, list);
}

/**
 * `options` is replaced as a whole. A missing field that has a default in the official descriptions gets this
 * default: known for `display_name` (facts: trap 8), inferred for the others.
 */
function patchConnection(call: V2Call, { tenant }: World): V2Answer {
  const connection = theConnection(tenant, call.params['id'] ?? '');
  const body = bodyObject(call);
  const options = body['options'];
  if (options !== undefined) heldScopes(call.caller, ['update:connections_options']);
  const { is_domain_connection, show_as_button } = connection.body;
  const changed: JsonObject = {
    ...without(connection.body, ['display_name']),
    ...(is_domain_connection === undefined ? {} : { is_domain_connection: false }),
    ...(show_as_button === undefined ? {} : { show_as_button: false }),
    realms: [connection.name],
    ...body,
  };
  if (isJsonObject(options)) {
    checkOptions(connection.strategy, options);
    changed['options'] = patchedOptions(connection.strategy, options);
  } else Object.assign(changed, picked(connection.body, ['options']));
  const patched = tenant.connections.put({ ...connection, body: changed });
  return { status: 200, body: shown(call, patched) };
}

/** 202 since about 2024; 204 if it is already gone (recorded). */
function deleteConnection(call: V2Call, { tenant }: World): V2Answer {
  const removed = removeConnection(tenant, call.params['id'] ?? '');
  return removed ? { status: 202, body: { deleted_at: tenant.timestamp() } } : { status: 204 };
}

/** Removes a connection with its users (official). False if it is already gone. */
export function removeConnection(tenant: Tenant, id: string): boolean {
  const connection = tenant.connections.get(id);
  if (connection === undefined) return false;
  tenant.connections.remove(id);
  for (const user of tenant.users.all()) {
    if (mainIdentity(user).connection === connection.name) tenant.users.erase(user.user_id);
  }
  return true;
}

function deleteConnectionUser(call: V2Call, { tenant }: World): V2Answer {
  const connection = theConnection(tenant, call.params['id'] ?? '');
  if (connection.strategy !== 'auth0') {
    throw new V2Error(400, 'Connection must be a database connection', 'operation_not_supported');
  }
  const email = (textAt(call.query, 'email') ?? '').toLowerCase();
  const user = tenant.users.byProfile(connection.name, 'email', email);
  if (user !== undefined) tenant.users.erase(user.user_id);
  return { status: 204 };
}
