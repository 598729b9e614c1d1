import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDemoCertificate } from '../../src/gateway/ports/demo-certificate.js';
import { demoClients } from '../../src/sandbox/demo/demo-tenant.js';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/sandbox.js';
import { generateTokenKey } from '../../src/tokens/token-keys.js';
import { LegacySdk, type SdkVersion } from './legacy-sdk.js';
import { startHoldover, type RunningHoldover } from './running-holdover.js';

/** The built program, over TLS, before a tenant that the test controls. */
export interface OwnTenantStage {
  readonly sandbox: Sandbox;
  readonly holdover: RunningHoldover;
  /** An SDK process with the credentials of the demo's app client. */
  sdk(version: SdkVersion): LegacySdk;
  close(): Promise<void>;
}

export async function openOwnTenantStage(
  options: SandboxOptions,
  env: Readonly<Record<string, string>> = {},
): Promise<OwnTenantStage> {
  const folder = await mkdtemp(join(tmpdir(), 'holdover-stage-'));
  const { ca, cert, key } = await createDemoCertificate();
  const file = async (name: string, text: string): Promise<string> => {
    await writeFile(join(folder, name), text);
    return join(folder, name);
  };
  const caFile = await file('ca.pem', ca);
  const sandbox = await startSandbox(options);
  const holdover = await startHoldover({
    HOLDOVER_UPSTREAM_URL: sandbox.url,
    HOLDOVER_TOKEN_KEY: generateTokenKey(),
    HOLDOVER_TLS_PORT: '0',
    HOLDOVER_TLS_CERT_FILE: await file('cert.pem', cert),
    HOLDOVER_TLS_KEY_FILE: await file('key.pem', key),
    ...env,
  });
  const opened: LegacySdk[] = [];
  return {
    sandbox,
    holdover,
    sdk: (version) => {
      const { clientId: clientID, clientSecret } = demoClients.app;
      const domain = new URL(holdover.https ?? '').host;
      const sdk = new LegacySdk(version, { domain, caFile, clientID, clientSecret });
      opened.push(sdk);
      return sdk;
    },
    close: async () => {
      await Promise.all(opened.map((each) => each.close()));
      await holdover.stop();
      await sandbox.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
