import { createConnection } from '../connections/connection-create.js';
import type { ConnectionRecord } from '../connections/connection-record.js';
import { demoClients } from './demo-clients.js';
import type { JsonObject } from '../json-value.js';
import type { Tenant } from '../tenant.js';

interface Blueprint {
  readonly name: string;
  readonly strategy: string;
  readonly options?: JsonObject;
  /** Whether the connector is online. */
  readonly online?: boolean;
  /** Clients besides the service client and the global client, which have all connections. */
  readonly apps?: readonly string[];
}

const { app, global, service, ungranted } = demoClients;

const blueprints: readonly Blueprint[] = [
  { name: 'Username-Password-Authentication', strategy: 'auth0', apps: [app.clientId, ungranted.clientId] },
  {
    name: 'Partner-Portal',
    strategy: 'auth0',
    options: { passwordPolicy: 'good', requires_username: true, disable_signup: true },
    apps: [app.clientId],
  },
  { name: 'google-oauth2', strategy: 'google-oauth2', apps: [app.clientId, ungranted.clientId] },
  {
    name: 'github',
    strategy: 'github',
    options: { profile: true, scope: ['user:email'] },
    apps: [app.clientId],
  },
  { name: 'facebook', strategy: 'facebook', options: { email: true, public_profile: true } },
  {
    name: 'acme-waad',
    strategy: 'waad',
    options: {
      tenant_domain: 'acme.example',
      domain_aliases: ['acme.example'],
      waad_protocol: 'openid-connect',
    },
    apps: [app.clientId],
  },
  {
    name: 'globex-saml',
    strategy: 'samlp',
    options: { signInEndpoint: 'https://idp.globex.example/sso', signatureAlgorithm: 'rsa-sha256' },
  },
  { name: 'initech-adfs', strategy: 'adfs', options: { adfs_server: 'https://adfs.initech.example' } },
  { name: 'umbrella-ad', strategy: 'ad', options: { domain_aliases: ['umbrella.example'] }, online: true },
  {
    name: 'email',
    strategy: 'email',
    options: { name: 'email', disable_signup: false },
    apps: [app.clientId],
  },
  { name: 'sms', strategy: 'sms', options: { name: 'sms', disable_signup: false }, apps: [app.clientId] },
];

/** Adds the demo connections. The first database has no password policy, like old tenants (recorded 2018). */
export function seedConnections(tenant: Tenant): ConnectionRecord[] {
  return blueprints.map(({ name, strategy, options, online = false, apps = [] }) => {
    const enabled = [service.clientId, global.clientId, ...apps];
    const made = createConnection(tenant, {
      name,
      strategy,
      enabled_clients: enabled,
      ...(options && { options }),
    });
    tenant.connections.setOnline(made.id, online);
    if (strategy !== 'auth0' || options !== undefined) return made;
    const old = {
      mfa: { active: true, return_enroll_settings: true },
      strategy_version: 2,
      brute_force_protection: true,
    };
    return tenant.connections.put({ ...made, body: { ...made.body, options: old } });
  });
}
