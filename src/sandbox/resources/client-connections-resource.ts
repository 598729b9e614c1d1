import { heldScopes } from '../bearer.js';
import { connectionView } from '../connections/connection-record.js';
import { textsAt } from '../json-value.js';
import type { Operation } from '../operation.js';
import { checkpointAnswer, checkpointQuery, project } from '../paging.js';
import { theClient } from './clients-resource.js';
import { connectionFilterQuery, connectionProjectionQuery } from './connection-fields.js';

/**
 * `/clients/{id}/connections`: the connections that are enabled for a client, by checkpoint. It needs
 * `read:connections` and a scope that reads clients (official OpenAPI).
 */
export const clientConnectionsResource: readonly Operation[] = [
  {
    method: 'GET',
    path: '/clients/:id/connections',
    scopes: ['read:connections'],
    query: {
      ...checkpointQuery,
      ...connectionProjectionQuery,
      strategy: connectionFilterQuery['strategy'] ?? { type: 'array' },
    },
    answer: (call, { tenant }) => {
      heldScopes(call.caller, ['read:clients', 'read:client_summary']);
      const { clientId } = theClient(tenant, call.params['id'] ?? '');
      const strategies = textsAt(call.query, 'strategy');
      const withOptions = call.caller.scopes.has('read:connections_options');
      const items = tenant.connections
        .all()
        .filter((one) => one.enabledClients.has(clientId))
        .filter((one) => strategies.length === 0 || strategies.includes(one.strategy))
        .map((one) => project(connectionView(one, withOptions), call.query, ['id', 'is_domain_connection']));
      return checkpointAnswer(call.query, { key: 'connections', items });
    },
  },
];
