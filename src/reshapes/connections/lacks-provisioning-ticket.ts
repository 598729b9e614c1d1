import { someOf } from '../some-of.js';

/** Strategies whose connections had a provisioning ticket in v1. */
const provisioned: ReadonlySet<unknown> = new Set(['office365', 'waad', 'google-apps', 'adfs']);

/** Whether v2 shows a connection without a provisioning ticket although v1 gave its strategy one. */
export function lacksProvisioningTicket(connections: unknown): boolean {
  return someOf(
    connections,
    ({ strategy, provisioning_ticket_url: url }) => provisioned.has(strategy) && typeof url !== 'string',
  );
}
