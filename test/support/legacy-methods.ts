import type { LegacySdk } from './legacy-sdk.js';

/** Methods that all SDKs have in common, by the `legacy-sdk-<slice>.test.ts` that tests them for each SDK. */
const slices: Readonly<Record<string, readonly string[]>> = {
  connections: [
    'getConnection',
    'getConnections',
    'getSocialConnections',
    'getEnterpriseConnections',
    'createConnection',
    'updateConnection',
    'deleteConnection',
  ],
  clients: ['getClients', 'getClientsByUserId', 'createClient', 'updateClient', 'deleteClient'],
  rules: ['getRule', 'getRules', 'createRule', 'updateRule', 'deleteRule'],
  logs: ['getLogs', 'getStrategies', 'getTemplate', 'updateTemplate', 'deleteTemplate', 'deleteTenant'],
};

/** The methods of a slice that no test has called. */
export function forgottenInSlice(sdk: LegacySdk, slice: string): string[] {
  return (slices[slice] ?? []).filter((method) => !sdk.called.has(method));
}

/** The SDK's methods that this file has not called and that have no file of their own. */
export async function forgottenMethods(sdk: LegacySdk): Promise<string[]> {
  const { result } = await sdk.call('methods');
  const elsewhere = new Set(Object.values(slices).flat());
  return (result as string[]).filter((method) => !sdk.called.has(method) && !elsewhere.has(method));
}

/** The methods of the slice that this SDK has and no test has called. */
export async function brokenPromises(slice: string, sdk: LegacySdk): Promise<string[]> {
  const { result } = await sdk.call('methods');
  return forgottenInSlice(sdk, slice).filter((method) => (result as string[]).includes(method));
}
