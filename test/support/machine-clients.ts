import { machineScopes } from '../../src/sandbox/api-scopes.js';
import { createClient } from '../../src/sandbox/client-create.js';
import type { Sandbox } from '../../src/sandbox/sandbox.js';
import type { V1Client } from './v1-token.js';

/** Adds clients with every scope to the sandbox. */
export function addMachineClients({ tenant }: Sandbox, count: number): V1Client[] {
  return Array.from({ length: count }, (_, index) => {
    const clientSecret = tenant.random.alphanumeric(64);
    const { clientId } = createClient(tenant, { name: `Machine ${index}` }, { client_secret: clientSecret });
    tenant.clients.grant({ clientId, scopes: machineScopes });
    return { clientId, clientSecret };
  });
}
