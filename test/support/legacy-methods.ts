import type { LegacySdk } from './legacy-sdk.js';

/** The issue that brings these v1 endpoints. Every version of the SDK that has the method has it alike. */
const laterIssue: Readonly<Record<string, string>> = {
  getConnection: 'connections by name',
  getConnections: 'connections by name',
  getSocialConnections: 'connections by name',
  getEnterpriseConnections: 'connections by name',
  createConnection: 'connections by name',
  updateConnection: 'connections by name',
  deleteConnection: 'connections by name',
  getRule: 'rules by name',
  getRules: 'rules by name',
  createRule: 'rules by name',
  updateRule: 'rules by name',
  deleteRule: 'rules by name',
  getLogs: 'logs of the tenant',
  getStrategies: 'undocumented leftovers of v1 without a v2 call',
  getTemplate: 'undocumented leftovers of v1 without a v2 call',
  updateTemplate: 'undocumented leftovers of v1 without a v2 call',
  deleteTemplate: 'undocumented leftovers of v1 without a v2 call',
  deleteTenant: 'undocumented leftovers of v1 without a v2 call',
};

/** The methods that have a test file of their own, `legacy-sdk-<slice>.test.ts`, which runs them in every version. */
const ownFile: Readonly<Record<string, string>> = {
  getClients: 'clients',
  getClientsByUserId: 'clients',
  createClient: 'clients',
  updateClient: 'clients',
  deleteClient: 'clients',
};

/** The SDK's methods that nobody has called in this file and that wait for no later issue. */
export async function forgottenMethods(sdk: LegacySdk): Promise<string[]> {
  const { result } = await sdk.call('methods');
  return (result as string[]).filter(
    (method) => !sdk.called.has(method) && !(method in laterIssue) && !(method in ownFile),
  );
}

/** The SDK's methods that belong to the slice's own file and that nobody has called in it. */
export async function forgottenMethodsOf(slice: string, sdk: LegacySdk): Promise<string[]> {
  const { result } = await sdk.call('methods');
  return (result as string[]).filter((method) => ownFile[method] === slice && !sdk.called.has(method));
}

/** The methods of the later issues that were called all the same: time to take them off the list. */
export function calledTooEarly(sdk: LegacySdk): string[] {
  return [...sdk.called].filter((method) => method in laterIssue);
}
