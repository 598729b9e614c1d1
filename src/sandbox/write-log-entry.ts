import type { V2Answer, V2Call } from './operation.js';
import type { Tenant } from './tenant.js';

/**
 * Writes the log entry of a write through the API, as a real tenant does: type `sapi`, request and status in
 * `details`, no `user_id` (recorded 2023). Bodies are omitted: they may hold passwords.
 */
export function writeLogEntry(tenant: Tenant, call: V2Call, answer: V2Answer): void {
  tenant.logs.add({
    type: 'sapi',
    description: `${call.method} ${call.path}`,
    client_id: call.caller.clientId,
    client_name: '',
    details: {
      request: {
        auth: { credentials: {}, strategy: 'jwt', user: {} },
        body: {},
        channel: 'api',
        ip: '127.0.0.1',
        method: call.method.toLowerCase(),
        path: call.path,
        query: call.query,
        userAgent: call.userAgent,
      },
      response: { body: {}, statusCode: answer.status },
    },
  });
}
