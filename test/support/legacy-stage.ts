import { demoClients } from '../../src/sandbox/demo/demo-tenant.js';
import { LegacySdk, type SdkOptions, type SdkReply, type SdkVersion } from './legacy-sdk.js';
import { startHoldover, type RunningHoldover } from './running-holdover.js';
import { tenantOverHttp, type TenantOverHttp } from './tenant-over-http.js';

/** A legacy application, the built program that it calls over TLS, and the v2 tenant behind that. */
export interface LegacyStage {
  readonly holdover: RunningHoldover;
  /** `https://host:port` in the SDK's spelling. */
  readonly origin: string;
  readonly tenant: TenantOverHttp;
  /** The SDK with the credentials of the demo's app client. */
  readonly sdk: LegacySdk;
  /** Another SDK process with other options. */
  sdkWith(options: Partial<SdkOptions>): LegacySdk;
  close(): Promise<void>;
}

/** Every header field that an answer may have. */
const allToldOfTheEnd = {
  HOLDOVER_SUNSET: '2027-03-31',
  HOLDOVER_MIGRATION_GUIDE: 'https://wiki.example.com/v1',
};

export async function openLegacyStage(
  version: SdkVersion,
  env: Readonly<Record<string, string>> = {},
): Promise<LegacyStage> {
  const holdover = await startHoldover({ ...allToldOfTheEnd, ...env });
  const tenant = await tenantOverHttp(holdover.upstream, demoClients.service);
  const origin = holdover.https;
  if (origin === undefined) throw new Error('The legacy SDKs speak https only, and holdover does not.');
  const opened: LegacySdk[] = [];
  const sdkWith = (options: Partial<SdkOptions>): LegacySdk => {
    const { clientId, clientSecret } = demoClients.app;
    const domain = new URL(origin).host;
    const sdk = new LegacySdk(version, {
      domain,
      caFile: holdover.caFile,
      clientID: clientId,
      clientSecret,
      ...options,
    });
    opened.push(sdk);
    return sdk;
  };
  return {
    holdover,
    origin,
    tenant,
    sdk: sdkWith({}),
    sdkWith,
    close: async () => {
      await Promise.all(opened.map((each) => each.close()));
      await holdover.stop();
    },
  };
}

/** Follows the links from the first page to the end, with the SDK itself. */
export async function pagesOf(sdk: LegacySdk, method: string, options: object): Promise<unknown[][]> {
  const pages: unknown[][] = [];
  let reply: SdkReply = await sdk.call(method, options);
  for (;;) {
    if (reply.error !== undefined) throw new Error(`Page ${pages.length}: ${reply.error.message}`);
    pages.push(reply.result as unknown[]);
    if (reply.nextPageLink === undefined) return pages;
    reply = await sdk.call('getUsers', { page: reply.nextPageLink });
  }
}
