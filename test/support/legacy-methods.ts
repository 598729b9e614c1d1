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
  getClients: 'clients',
  getClientsByUserId: 'clients',
  createClient: 'clients',
  updateClient: 'clients',
  deleteClient: 'clients',
};

/** The methods that a file of their own calls, with every version that has them. */
const ownFile: Readonly<Record<string, string>> = {
  getLogs: 'legacy-sdk-logs',
  getStrategies: 'legacy-sdk-logs',
  getTemplate: 'legacy-sdk-logs',
  updateTemplate: 'legacy-sdk-logs',
  deleteTemplate: 'legacy-sdk-logs',
  deleteTenant: 'legacy-sdk-logs',
};

/** The SDK's methods that nobody calls, here or in a file of their own, and that wait for no later issue. */
export async function forgottenMethods(sdk: LegacySdk): Promise<string[]> {
  const { result } = await sdk.call('methods');
  return (result as string[]).filter(
    (method) => !sdk.called.has(method) && !(method in laterIssue) && !(method in ownFile),
  );
}

/** The methods that the file promises and this SDK has, less those that were called. */
export async function brokenPromises(file: string, sdk: LegacySdk): Promise<string[]> {
  const { result } = await sdk.call('methods');
  return (result as string[]).filter((method) => ownFile[method] === file && !sdk.called.has(method));
}

/** The methods of the later issues that were called all the same: time to take them off the list. */
export function calledTooEarly(sdk: LegacySdk): string[] {
  return [...sdk.called].filter((method) => method in laterIssue);
}
