import { someOf } from './some-of.js';

/** Those whose connections had a provisioning ticket in v1. */
const provisioned: ReadonlySet<unknown> = new Set(['office365', 'waad', 'google-apps', 'adfs']);

/** Whether v2 shows a connection without the provisioning ticket that v1 gave to its strategy. */
export function lacksProvisioningTicket(connections: unknown): boolean {
  return someOf(
    connections,
    ({ strategy, provisioning_ticket_url: url }) => provisioned.has(strategy) && typeof url !== 'string',
  );
}
