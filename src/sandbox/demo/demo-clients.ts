import { machineScopes } from '../api-scopes.js';
import { createClient } from '../client-create.js';
import { demoUser } from './demo-cast.js';
import type { JsonObject } from '../json-value.js';
import type { Tenant } from '../tenant.js';

/** The credentials of a demo client. They are only valid in a sandbox. */
export interface DemoClient {
  /** 32 characters. */
  readonly clientId: string;
  readonly clientSecret: string;
  readonly name: string;
}

/** The clients of every sandbox. */
export const demoClients = {
  /** Machine to machine, granted every scope: the service client of holdover itself. */
  service: {
    clientId: 'u8jzPde0IgxLd6GncfBAepfJBd0Kh8oO',
    clientSecret: 'hYgCfrL1spNxnyVmihA_2O76UMFxFkM_R5Kjp1vRt-1fjORS_6ilI8ihN5KXSc7T',
    name: 'Holdover Service',
  },
  /** v1's global client: "All Applications" in the client list, granted every scope. */
  global: {
    clientId: 'kNhFdnXsiVpzz63FfkCzJr4i0B3JrTAw',
    clientSecret: 'WDtkwtDDb-xHKas1VOqg6YYZYn9ZhyiA4uoRgnatmUdjAWtGSU8po-799NksnRH9',
    name: 'All Applications',
  },
  /** An ordinary application with a client grant of its own. */
  app: {
    clientId: '1SkHbn88HxjSI6bWHtP3fS2qHx6kwXoI',
    clientSecret: 'QCyEZDz_TddJ8HyS5SUkCnD8zRA9a9SkpXz9w3QlY7Zkuvqdt7s8Stqcbnr3yBdG',
    name: 'Customer Portal',
  },
  /** An application that was never granted the Management API. */
  ungranted: {
    clientId: 'nsGpWLuqIA1id6Vw5DQL05HA064GiIjH',
    clientSecret: 'c4xatws8phP9nhFyJfm5di4PzJ59FHz5r1pY4OjE2jBMptUsGr7CmY-uCu3ZR1zT',
    name: 'Marketing Site',
  },
} as const satisfies Record<string, DemoClient>;

const loginGrants = [
  'authorization_code',
  'implicit',
  'refresh_token',
  'client_credentials',
  'password',
  'http://auth0.com/oauth/grant-type/password-realm',
];

/** Adds the demo clients, and their grants. */
export function seedClients(tenant: Tenant): void {
  const urls = {
    callbacks: ['https://portal.example.com/callback'],
    allowed_logout_urls: ['https://portal.example.com'],
  };
  add(tenant, demoClients.service, { app_type: 'non_interactive', grant_types: loginGrants });
  add(tenant, demoClients.global, { global: true, callbacks: [], grant_types: loginGrants });
  add(tenant, demoClients.app, {
    app_type: 'regular_web',
    ...urls,
    grant_types: loginGrants,
    owners: [demoUser.userId],
  });
  add(tenant, demoClients.ungranted, { app_type: 'spa', callbacks: ['https://www.example.com/callback'] });
  for (const granted of [demoClients.service, demoClients.global, demoClients.app]) {
    tenant.clients.grant({ clientId: granted.clientId, scopes: machineScopes });
  }
}

function add(tenant: Tenant, client: DemoClient, more: JsonObject): void {
  const { clientId: client_id, clientSecret: client_secret, name } = client;
  createClient(tenant, { name, ...more }, { client_id, client_secret });
}
