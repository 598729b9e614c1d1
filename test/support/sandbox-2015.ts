import { SignJWT, type JWTPayload } from 'jose';
import { demoClients, type DemoClient } from '../../src/sandbox/demo/demo-tenant.js';
import type { Sandbox } from '../../src/sandbox/sandbox.js';
import { askOAuth, SandboxCaller, type SandboxReply } from './sandbox.js';

/** Every action that a test may need. */
const everything = Object.fromEntries(
  'users clients connections device_credentials rules user_tickets email_templates'
    .split(' ')
    .map((entity) => [entity, { actions: ['create', 'read', 'update', 'delete'] }]),
);

/** The token's owner, and its claims beside the audience. */
export interface Token2015 {
  readonly client?: DemoClient;
  readonly scopes?: Record<string, { actions: string[] }>;
  readonly claims?: JWTPayload;
}

/** An API token as callers of 2015 made it: HS256 by the global client's secret, base64url-decoded. */
export function apiToken2015({
  client = demoClients.global,
  scopes = everything,
  claims,
}: Token2015 = {}): Promise<string> {
  return signed(client, { scopes, ...claims });
}

/** An id_token in the form that a client of 2015 got. */
export function idToken2015(
  sandbox: Sandbox,
  userId: string,
  client: DemoClient = demoClients.app,
): Promise<string> {
  return signed(client, { sub: userId, iss: `${sandbox.url}/` });
}

/** A caller of a sandbox with the dialect of 2015, by default with a token for everything. */
export async function caller2015(sandbox: Sandbox, token?: Promise<string>): Promise<SandboxCaller> {
  return SandboxCaller.with(sandbox, await (token ?? apiToken2015()));
}

/** A login at `/oauth/ro` by the app client, by default in the database. */
export function askResourceOwner(sandbox: Sandbox, login: Record<string, unknown>): Promise<SandboxReply> {
  return askOAuth(sandbox, '/oauth/ro', {
    grant_type: 'password',
    client_id: demoClients.app.clientId,
    connection: 'Username-Password-Authentication',
    scope: 'openid',
    ...login,
  });
}

function signed(client: DemoClient, claims: JWTPayload): Promise<string> {
  return new SignJWT({ jti: 'a', ...claims })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setAudience(client.clientId)
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(Buffer.from(client.clientSecret, 'base64url'));
}
