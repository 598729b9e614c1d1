import type { LegacySdk } from './legacy-sdk.js';

/** The issue that brings these v1 endpoints. Every version of the SDK that has the method has it alike. */
const laterIssue: Readonly<Record<string, string>> = {};

/** Methods that all SDKs have alike, by the `legacy-sdk-<slice>.test.ts` that proves them for each of them. */
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

/** The methods of a slice that nobody has called. */
export function forgottenInSlice(sdk: LegacySdk, slice: string): string[] {
  return (slices[slice] ?? []).filter((method) => !sdk.called.has(method));
}

/** The SDK's methods that nobody has called in this file and that wait for no later issue and have no file of their own. */
export async function forgottenMethods(sdk: LegacySdk): Promise<string[]> {
  const { result } = await sdk.call('methods');
  const elsewhere = new Set(Object.values(slices).flat());
  return (result as string[]).filter(
    (method) => !sdk.called.has(method) && !(method in laterIssue) && !elsewhere.has(method),
  );
}

/** The methods of the slice that this SDK has and nobody has called. */
export async function brokenPromises(slice: string, sdk: LegacySdk): Promise<string[]> {
  const { result } = await sdk.call('methods');
  return forgottenInSlice(sdk, slice).filter((method) => (result as string[]).includes(method));
}

/** The methods of the later issues that were called all the same: time to take them off the list. */
export function calledTooEarly(sdk: LegacySdk): string[] {
  return [...sdk.called].filter((method) => method in laterIssue);
}
