import type { ClientRecord } from '../client-store.js';
import { createClient, jwtConfiguration } from '../client-create.js';
import type { FieldRule } from '../field-rule.js';
import { anyBoolean, anyText } from '../field-rule.js';
import type { JsonObject } from '../json-value.js';
import { objectAt, textAt, without } from '../json-value.js';
import { mergeMetadata } from '../users/metadata.js';
import { bodyObject } from '../operation.js';
import type { Operation, V2Answer, V2Call, World } from '../operation.js';
import {
  checkpointAnswer,
  checkpointQuery,
  offsetAnswer,
  offsetQuery,
  project,
  projectionQuery,
} from '../paging.js';
import type { Tenant } from '../tenant.js';
import { V2Error } from '../v2-error.js';
import { clientCreateBody, clientPatchBody } from './client-fields.js';

const readScopes = ['read:clients', 'read:client_keys', 'read:client_credentials', 'read:client_summary'];
const secretKeys = ['client_secret', 'signing_keys', 'encryption_key'];

const listQuery: Record<string, FieldRule> = {
  ...offsetQuery,
  ...checkpointQuery,
  ...projectionQuery,
  is_global: anyBoolean,
  is_first_party: anyBoolean,
  app_type: anyText,
};

/** The operations on `/clients`, by name. */
export const clientOperations = {
  list: { method: 'GET', path: '/clients', scopes: readScopes, query: listQuery, answer: listClients },
  create: {
    method: 'POST',
    path: '/clients',
    scopes: ['create:clients'],
    body: clientCreateBody,
    answer: (call, { tenant }) => ({
      status: 201,
      body: shown(call, createClient(tenant, bodyObject(call))),
    }),
  },
  get: {
    method: 'GET',
    path: '/clients/:id',
    scopes: readScopes,
    query: projectionQuery,
    answer: (call, { tenant }) => ({
      status: 200,
      body: projected(call, theClient(tenant, call.params['id'] ?? '')),
    }),
  },
  patch: {
    method: 'PATCH',
    path: '/clients/:id',
    scopes: ['update:clients', 'update:client_keys'],
    body: clientPatchBody,
    answer: patchClient,
  },
  remove: { method: 'DELETE', path: '/clients/:id', scopes: ['delete:clients'], answer: deleteClient },
  rotateSecret: {
    method: 'POST',
    path: '/clients/:id/rotate-secret',
    scopes: ['update:client_keys'],
    answer: (call, { tenant }) => {
      const client = theClient(tenant, call.params['id'] ?? '');
      const body = { ...client.body, client_secret: tenant.random.alphanumeric(64) };
      return { status: 200, body: shown(call, tenant.clients.put({ ...client, body })) };
    },
  },
} as const satisfies Record<string, Operation>;

/** `/clients`. */
export const clientsResource: readonly Operation[] = Object.values(clientOperations);

/** @throws V2Error 404 `inexistent_client` (recorded) */
export function theClient(tenant: Tenant, clientId: string): ClientRecord {
  const client = tenant.clients.get(clientId);
  if (client === undefined) throw new V2Error(404, 'The client does not exist', 'inexistent_client');
  return client;
}

/** Secrets require `read:client_keys` (official); a caller that may rotate them sees the new one. */
function shown(call: V2Call, client: ClientRecord): JsonObject {
  const { scopes } = call.caller;
  const open = scopes.has('read:client_keys') || scopes.has('update:client_keys');
  return open ? client.body : without(client.body, secretKeys);
}

/** Recorded: `tenant` is always included, whatever `fields` says. */
export function projected(call: V2Call, client: ClientRecord): JsonObject {
  return project(shown(call, client), call.query, ['tenant']);
}

/** The list includes the global client ("All Applications") (recorded). */
function listClients(call: V2Call, { tenant }: World): V2Answer {
  const { query } = call;
  const appTypes = textAt(query, 'app_type')?.split(',');
  const items = tenant.clients
    .all()
    .filter(({ body }) => query['is_global'] === undefined || body['global'] === query['is_global'])
    .filter(
      ({ body }) =>
        query['is_first_party'] === undefined || body['is_first_party'] === query['is_first_party'],
    )
    .filter(({ body }) => appTypes === undefined || appTypes.includes(textAt(body, 'app_type') ?? ''))
    .map((client) => projected(call, client));
  const list = { key: 'clients', items, withLink: true };
  if (query['take'] !== undefined || query['from'] !== undefined) return checkpointAnswer(query, list);
  return offsetAnswer(call, list);
}

function patchClient(call: V2Call, { tenant }: World): V2Answer {
  const client = theClient(tenant, call.params['id'] ?? '');
  const sent = bodyObject(call);
  if (sent['client_secret'] !== undefined && !call.caller.scopes.has('update:client_keys')) {
    throw new V2Error(403, 'You cannot update the following fields: client_secret', 'insufficient_scope');
  }
  const body: JsonObject = { ...client.body, ...sent };
  const jwt = objectAt(sent, 'jwt_configuration');
  if (jwt !== undefined) body['jwt_configuration'] = jwtConfiguration(tenant, jwt);
  const metadata = objectAt(sent, 'client_metadata');
  if (metadata !== undefined) {
    body['client_metadata'] = mergeMetadata(objectAt(client.body, 'client_metadata'), metadata) ?? {};
  }
  const unset = Object.keys(body).filter((key) => body[key] === null);
  const patched = tenant.clients.put({ ...client, body: without(body, unset) });
  return { status: 200, body: shown(call, patched) };
}

/** 204 for an unknown client too: the official OpenAPI has no 404 here. */
function deleteClient(call: V2Call, { tenant }: World): V2Answer {
  const clientId = call.params['id'] ?? '';
  if (tenant.clients.get(clientId)?.body['global'] === true) {
    throw new V2Error(400, 'Global client cannot be deleted.', 'operation_not_supported');
  }
  tenant.clients.remove(clientId);
  for (const connection of tenant.connections.all())
    tenant.connections.enable(connection.id, clientId, false);
  return { status: 204 };
}
