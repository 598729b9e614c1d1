import type { Config } from '../../config/config.js';
import { demoClients, demoUser } from '../../sandbox/demo/demo-tenant.js';
import { startSandbox } from '../../sandbox/sandbox.js';
import { banner } from './banner.js';
import { openDemoFolder } from './demo-folder.js';
import { sandboxUpstream } from './sandbox-upstream.js';
import type { Surroundings } from '../../wiring/configured/surroundings.js';

const clients = [
  { kind: 'global', ...demoClients.global },
  { kind: 'app', ...demoClients.app },
] as const;

/** The surroundings without a configured tenant: a sandbox in this process, with demo clients and a certificate. */
export async function openDemo(config: Config, directory: string): Promise<Surroundings> {
  const {
    dialect,
    map: { searchEngine },
  } = config;
  // Not in parallel: a running sandbox would keep the process alive after an error of the folder.
  const folder = await openDemoFolder(directory);
  const sandbox = await startSandbox({ dialect, searchEngine });
  const { tls } = config;
  return {
    upstream: sandboxUpstream(sandbox, dialect),
    // Fixed, because the sandbox has another port at each start but stays the same tenant.
    issuer: 'holdover-demo',
    tokenKeys: config.tokenKeys ?? folder.tokenKeys,
    pems: tls?.pems ?? folder.certificate,
    adminToken: config.adminToken,
    clients: config.clients?.list ?? clients,
    announce: async ({ http, https, admin }, issue) =>
      banner({
        http,
        https,
        admin,
        sandbox: sandbox.url,
        caFile: tls?.certFile ?? folder.caFile,
        clients: config.clients === undefined ? clients : [],
        token: config.clients === undefined ? (await issue(demoClients.global)).access_token : undefined,
        userId: demoUser.userId,
      }),
    release: () => sandbox.close(),
  };
}
