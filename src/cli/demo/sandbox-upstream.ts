import type { Config, UpstreamConfig } from '../../config/config.js';
import { demoClients } from '../../sandbox/demo/demo-tenant.js';
import type { Sandbox } from '../../sandbox/sandbox.js';

/** The upstream settings for the demo's tenant. */
export function sandboxUpstream({ url }: Sandbox, dialect: Config['dialect']): UpstreamConfig {
  // In 2015 v2 accepted tokens of the global client only.
  const { clientId, clientSecret } = dialect === '2015' ? demoClients.global : demoClients.service;
  return { url, audience: `${url}/api/v2/`, service: { clientId, clientSecret } };
}
