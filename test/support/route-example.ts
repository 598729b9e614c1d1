import type { Route } from '../../src/map/route.js';
import { demoClients } from '../../src/sandbox/demo/demo-tenant.js';
import type { Sandbox } from '../../src/sandbox/sandbox.js';
import type { Tenant } from '../../src/sandbox/tenant.js';
import { readScenarios, type Scenario } from './scenario.js';
import { seedTenant } from './tenant-seed.js';

/** A request that v1 answers with success, or with the sentence that says why it is gone. */
export type Example = Pick<Scenario, 'request' | 'tenant'>;

const connection = 'Username-Password-Authentication';
const password = 'Right-Passw0rd';
const scenarios = new Map(readScenarios().map((file) => [file.id, file.scenarios]));

/** The first scenario that succeeds at the sandbox, with the tenant that it needs. */
export async function exampleOf(route: Route, sandbox: Sandbox): Promise<Example> {
  const wanted = (status: number): boolean => (route.gone === undefined ? status < 300 : status === 501);
  const example =
    (await examples[route.id]?.(sandbox)) ??
    scenarios.get(route.id)?.find(({ reply, tenant }) => tenant && wanted(reply.status));
  if (example === undefined)
    throw new Error(`No scenario of ${route.id} succeeds at the sandbox: give one that does its "tenant".`);
  return example;
}

/** Replaces the tenant's state by what the example needs. */
export function seedExample(tenant: Tenant, example: Example): void {
  seedTenant(tenant, example.tenant ?? {});
  for (const { identities } of tenant.users.all())
    if (identities[0]?.provider === 'auth0') tenant.users.setPassword(identities[0], password);
}

/** For routes without a usable scenario: it needs a user's token or password, or a gateway with other settings. */
const examples: Record<string, (sandbox: Sandbox) => Promise<Example> | Example> = {
  'users.delete-all': () => ({ tenant: {}, request: { line: 'DELETE /api/users' } }),
  'users.unlink': async (sandbox) => ({
    tenant: { users: [jane] },
    request: {
      line: 'POST /unlink',
      body: { access_token: await userinfoToken(sandbox, 'auth0|1'), user_id: 'google-oauth2|77' },
    },
  }),
  'users.validate-password': () => ({
    tenant: { users: [jane] },
    request: {
      line: 'POST /public/api/users/validate_userpassword',
      body: { connection, username: jane.email, password, client_id: demoClients.app.clientId },
    },
  }),
  'users.validate-password-jsonp': () => {
    const query = { connection, username: jane.email, password, client_id: demoClients.app.clientId };
    const asked = Object.entries(query).map(([key, value]) => `${key}=${encodeURIComponent(value)}`);
    return {
      tenant: { users: [jane] },
      request: { line: `GET /public/api/users/validate_userpassword?${asked.join('&')}&cbx=fn` },
    };
  },
};

const jane = {
  user_id: 'auth0|1',
  email: 'jane@example.com',
  identities: [
    { connection, provider: 'auth0', user_id: '1', isSocial: false },
    { connection: 'google-oauth2', provider: 'google-oauth2', user_id: '77', isSocial: true },
  ],
};

function userinfoToken({ issuer, url }: Sandbox, userId: string): Promise<string> {
  return issuer.sign({ sub: userId, aud: `${url}/userinfo` }, 3_600);
}
