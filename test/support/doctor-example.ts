import { diagnose } from '../../src/cli/diagnose.js';
import { printDiagnosis } from '../../src/doctor/print-diagnosis.js';
import type { LoadedMap } from '../../src/map/load-map.js';
import { scopesToGrant } from '../../src/map/print/list-routes.js';
import { demoClients } from '../../src/sandbox/demo/demo-tenant.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import type { LegacyClient } from '../../src/tokens/legacy-client.js';

/** Three clients that call v2 as three differently scoped clients of the tenant. */
export const scopedClients: readonly LegacyClient[] = [
  clientOf('legacyAdmin', 'global', demoClients.service),
  clientOf('legacyShop', 'app', demoClients.app),
  clientOf('legacyReports', 'app', demoClients.global),
];

/** Grants them all scopes, some, and hardly any. */
export function grantScopes({ tenant }: Sandbox, { routes }: LoadedMap): void {
  const all = scopesToGrant(routes);
  const ofUsers = all.filter((scope) => /:(?:users|user_tickets|device_credentials)$/.test(scope));
  tenant.clients.grant({ clientId: demoClients.service.clientId, scopes: all });
  tenant.clients.grant({ clientId: demoClients.app.clientId, scopes: ofUsers });
  tenant.clients.grant({ clientId: demoClients.global.clientId, scopes: ['read:users', 'read:logs'] });
}

/** The output of `holdover doctor` for them, with the sandbox on the port of `holdover sandbox`. */
export async function doctorExample(map: LoadedMap): Promise<string> {
  const sandbox = await startSandbox({ seedUsers: 0 });
  try {
    grantScopes(sandbox, map);
    const upstream = { url: sandbox.url, audience: `${sandbox.url}/api/v2/`, service: undefined };
    const asked = {
      switches: new Set<string>(),
      dialect: 'current',
      tls: undefined,
      redisUrl: undefined,
    } as const;
    const diagnosis = await diagnose(asked, map, {
      issuer: sandbox.url,
      upstream,
      clients: scopedClients,
    });
    return printDiagnosis(diagnosis).replaceAll(new URL(sandbox.url).port, '4000');
  } finally {
    await sandbox.close();
  }
}

function clientOf(
  clientId: string,
  kind: LegacyClient['kind'],
  upstream: { clientId: string; clientSecret: string },
): LegacyClient {
  return {
    clientId,
    kind,
    clientSecretSha256: 'ab'.repeat(32),
    upstreamClientId: upstream.clientId,
    upstreamClientSecret: upstream.clientSecret,
  };
}
