import { connectionId } from '../field-rule.js';
import { isJsonObject, textAt } from '../json-value.js';
import type { Operation, V2Answer, V2Call, World } from '../operation.js';
import { checkpointAnswer, checkpointQuery } from '../paging.js';
import { connectionClientsBody } from './connection-fields.js';
import { theClient } from './clients-resource.js';
import { theConnection } from './connections-resource.js';

const params = { id: connectionId };

/** `/connections/{id}/clients`: the successor of `enabled_clients`. */
export const connectionClientsResource: readonly Operation[] = [
  {
    method: 'GET',
    path: '/connections/:id/clients',
    scopes: ['read:connections'],
    params,
    query: { ...checkpointQuery, take: { type: 'integer', minimum: 1, maximum: 1000 } },
    answer: (call, { tenant }) => {
      const connection = theConnection(tenant, call.params['id'] ?? '');
      const items = [...connection.enabledClients].map((client_id) => ({ client_id }));
      return checkpointAnswer(call.query, { key: 'clients', items });
    },
  },
  {
    method: 'PATCH',
    path: '/connections/:id/clients',
    scopes: ['update:connections'],
    params,
    body: connectionClientsBody,
    answer: patchConnectionClients,
  },
];

/** All or nothing: with an unknown client it is 404, and nothing is changed. */
function patchConnectionClients(call: V2Call, { tenant }: World): V2Answer {
  const connection = theConnection(tenant, call.params['id'] ?? '');
  const changes = Array.isArray(call.body) ? call.body.filter(isJsonObject) : [];
  const checked = changes.map((change) => ({
    client: theClient(tenant, textAt(change, 'client_id') ?? ''),
    status: change['status'] === true,
  }));
  for (const { client, status } of checked) tenant.connections.enable(connection.id, client.clientId, status);
  return { status: 204 };
}
