import { connectionId } from '../field-rule.js';
import type { Operation, V2Answer, V2Call, World } from '../operation.js';
import { V2Error } from '../v2-error.js';
import { theConnection } from './connections-resource.js';

/** Strategies whose users are behind a connector. */
const withConnector = new Set(['ad', 'auth0-adldap']);

/** `/connections/{id}/status`: 200 online, 404 offline (official OpenAPI). The bodies are inferred. */
export const connectionStatusResource: readonly Operation[] = [
  {
    method: 'GET',
    path: '/connections/:id/status',
    scopes: ['read:connections'],
    params: { id: connectionId },
    answer: connectionStatus,
  },
];

function connectionStatus(call: V2Call, { tenant }: World): V2Answer {
  const { id, strategy } = theConnection(tenant, call.params['id'] ?? '');
  if (!withConnector.has(strategy))
    throw new V2Error(400, 'Connection must be an AD/LDAP connection', 'operation_not_supported');
  if (!tenant.connections.isOnline(id)) throw new V2Error(404, 'The connector is offline');
  return { status: 200 };
}
