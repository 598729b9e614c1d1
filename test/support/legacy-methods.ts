import type { LegacySdk } from './legacy-sdk.js';

/** The issue that brings these v1 endpoints. Every version of the SDK that has the method has it alike. */
const laterIssue: Readonly<Record<string, string>> = {
  getRule: 'rules by name',
  getRules: 'rules by name',
  createRule: 'rules by name',
  updateRule: 'rules by name',
  deleteRule: 'rules by name',
  getClients: 'clients',
  getClientsByUserId: 'clients',
  createClient: 'clients',
  updateClient: 'clients',
  deleteClient: 'clients',
  getLogs: 'logs of the tenant',
  getStrategies: 'undocumented leftovers of v1 without a v2 call',
  getTemplate: 'undocumented leftovers of v1 without a v2 call',
  updateTemplate: 'undocumented leftovers of v1 without a v2 call',
  deleteTemplate: 'undocumented leftovers of v1 without a v2 call',
  deleteTenant: 'undocumented leftovers of v1 without a v2 call',
};

/** Methods with a file of their own, `legacy-sdk-<slice>.test.ts`, which calls them with every version. */
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
};

/** The methods of a slice that this version has and nobody has called. */
export async function forgottenInSlice(slice: string, sdk: LegacySdk): Promise<string[]> {
  const has = await methodsOf(sdk);
  return (slices[slice] ?? []).filter((method) => has.includes(method) && !sdk.called.has(method));
}

/** The SDK's methods that nobody has called in this file, that no slice has, and that wait for no later issue. */
export async function forgottenMethods(sdk: LegacySdk): Promise<string[]> {
  const sliced = Object.values(slices).flat();
  return (await methodsOf(sdk)).filter(
    (method) => !sdk.called.has(method) && !sliced.includes(method) && !(method in laterIssue),
  );
}

/** The methods of the later issues that were called all the same: time to take them off the list. */
export function calledTooEarly(sdk: LegacySdk): string[] {
  return [...sdk.called].filter((method) => method in laterIssue);
}

async function methodsOf(sdk: LegacySdk): Promise<string[]> {
  const { result } = await sdk.call('methods');
  return result as string[];
}
