import { expect } from '@jest/globals';
import { demoClients } from '../../src/sandbox/demo/demo-tenant.js';
import { linkedUserId, passwords, shown } from './route-tenant.js';

/** A request for a line of the map that succeeds, and v1's answer to it. */
export interface RouteReply {
  /** Default: `app`. */
  readonly caller?: 'global' | 'app' | 'anonymous';
  /** Values of slots that replace those of `there`. */
  readonly slots?: Readonly<Record<string, string>>;
  readonly query?: string;
  readonly body?: object | undefined;
  /** Default: 200. */
  readonly status?: 201;
  /** Default: `json`. */
  readonly type?: 'text' | 'script';
  /** The whole body: a text, a JSON value, or the argument of a script's function. */
  readonly answer: unknown;
  /** Names that the answer must not have: v2's own. */
  readonly lacks?: readonly string[];
  /** Whether a `Link` leads to the next page. */
  readonly paged?: true;
}

/** Placeholder in a body for an access token of the user Max. */
export const tokenOfMax = '{token-of-max}';

const database = 'Username-Password-Authentication';
const { clientId } = demoClients.app;
const text = expect.any(String);

const ok = { type: 'text', answer: 'OK' } as const;
const ticket = { answer: { ticket: expect.stringMatching(/^https?:\/\/\S+$/) } } as const;
const firstOf = (user: object) => ({ query: 'per_page=1', answer: [user], paged: true }) as const;
const unlink = {
  caller: 'anonymous',
  body: { access_token: tokenOfMax, user_id: linkedUserId, clientID: clientId },
  ...ok,
} as const;
const validate = {
  caller: 'anonymous',
  body: {
    connection: database,
    username: 'jane@example.com',
    password: passwords.jane,
    client_id: clientId,
  },
  ...ok,
} as const;
const revokeKey = { query: 'device=Jane%27s%20phone', ...ok } as const;
const newTemplate = {
  template: 'reset_email',
  from: 'support@example.com',
  subject: 'Reset',
  body: '<p>{{ url }}</p>',
};

/** By line of the map (facts v1, section 10). */
export const routeReplies: Readonly<Record<string, RouteReply>> = {
  // Users.
  'GET /api/users': firstOf(shown.jane),
  'GET /api/connections/{connection-name}/users': firstOf(shown.jane),
  'GET /api/clients/{client-id}/users': firstOf(shown.jane),
  'GET /api/socialconnections/users': firstOf(shown.max),
  'GET /api/enterpriseconnections/users': firstOf(shown.hank),
  'GET /api/users/{user_id}': { answer: shown.jane },
  'GET /api/users/{user_id}?cbx': {
    query: 'cbx=fn',
    type: 'script',
    answer: { status: 200, user: shown.jane },
  },
  'GET /api/users/{user_id}/metadata': { answer: { theme: 'dark', plan: 'gold' } },
  'GET /api/users/{user_id}/devices': { answer: [shown.device] },
  'GET /api/users/{user_id}/logs': { answer: shown.logPage },
  'POST /api/users': {
    body: { email: 'new@example.com', password: 'New-User-2015', connection: database, vip: 7 },
    answer: {
      _id: text,
      user_id: expect.stringMatching(/^auth0\|/),
      email: 'new@example.com',
      email_verified: false,
      name: 'new@example.com',
      nickname: 'new',
      picture: text,
      created_at: text,
      updated_at: text,
      identities: [{ user_id: text, provider: 'auth0', connection: database, isSocial: false }],
      vip: 7,
    },
  },
  'PUT /api/users/{user_id}': { body: { metadata: { plan: 'free' } }, ...ok },
  'PUT /api/users/{user_id}/metadata': { body: { plan: 'free' }, ...ok },
  'PATCH /api/users/{user_id}/metadata': { body: { plan: 'free' }, ...ok },
  'PUT /api/users/{user_id}/email': { body: { email: 'j@example.com', verify: false }, ...ok },
  'PUT /api/users/{user_id}/password': { body: { password: 'Changed-2015', verify: false }, ...ok },
  'PUT /api/users/{email}/password': {
    body: { email: 'jane@example.com', password: 'Changed-2015', connection: database, verify: false },
    ...ok,
  },
  'PATCH /api/users/{user_id}': { body: { blocked: true }, ...ok },
  'POST /api/users/{user_id}/send_verification_email': ok,
  'POST /api/users/send_verification_email': {
    body: { email: 'jane@example.com', connection: database },
    ...ok,
  },
  'POST /api/users/{user_id}/change_password_ticket': { body: { newPassword: 'Changed-2015' }, ...ticket },
  'POST /api/users/{user_id}/verification_ticket': ticket,
  'DELETE /api/users': { caller: 'global', ...ok },
  'DELETE /api/users/{user_id}': ok,
  'DELETE /api/users/{user_id}/refresh_tokens/{refresh_token}': ok,
  'DELETE /api/users/{user_id}/publickey': revokeKey,
  'DELETE /api/users/{user_id}/public_key': revokeKey,
  'POST /unlink': unlink,
  'POST /login/unlink': unlink,
  'POST /public/api/users/validate_userpassword': validate,
  'POST /api/users/validate_userpassword': validate,
  'GET /public/api/users/validate_userpassword?cbx': {
    caller: 'anonymous',
    query: `${new URLSearchParams(validate.body).toString()}&cbx=fn`,
    type: 'script',
    answer: { status: 200, message: 'OK' },
  },

  // Connections.
  'GET /api/connections': firstOf(shown.connection),
  'GET /api/connections/{connection-name}': { answer: shown.connection },
  'GET /api/connections/{connection-name}/socket': { slots: { 'connection-name': 'umbrella-ad' }, ...ok },
  'POST /api/connections': {
    body: { name: 'new-saml', strategy: 'samlp', options: { tenant_domain: 'a.example' } },
    answer: {
      client_id: clientId,
      _id: text,
      id: text,
      name: 'new-saml',
      strategy: 'samlp',
      options: expect.objectContaining({ tenant_domain: 'a.example' }),
      status: true,
    },
  },
  'PUT /api/connections/{connection-name}': {
    slots: { 'connection-name': 'google-oauth2' },
    body: { options: { profile: true }, status: false },
    answer: { ...shown.social, options: { profile: true }, status: false },
  },
  'DELETE /api/connections/{connection-name}': { answer: { removed: shown.connection.id } },

  // Clients.
  'GET /api/clients': { answer: [shown.client] },
  'GET /api/clients?userId': { query: 'userId=auth0%7C5457edea1b8f33391a000004', answer: [shown.client] },
  'GET /api/clients/{client-id}': { answer: shown.client },
  'POST /api/clients': {
    caller: 'global',
    body: { name: 'New', callbacks: 'https://a.example/cb,https://b.example/cb' },
    answer: expect.objectContaining({
      clientID: text,
      clientSecret: text,
      name: 'New',
      callback: 'https://a.example/cb',
      callbacks: ['https://a.example/cb', 'https://b.example/cb'],
      global: false,
      jwtConfiguration: { lifetimeInSeconds: 36_000, secretNotEncoded: true },
      signingKey: { cert: text, pkcs7: text, subject: text },
    }),
    lacks: ['client_id', 'client_secret', 'callback_url_template', 'jwt_configuration', 'signing_keys'],
  },
  'PUT /api/clients/{client-id}': {
    caller: 'global',
    body: { ...shown.client, name: 'Renamed' },
    answer: { ...shown.client, name: 'Renamed' },
  },
  'PATCH /api/clients/{client-id}': {
    caller: 'global',
    body: { jwtConfiguration: { lifetimeInSeconds: '60' } },
    answer: { ...shown.client, jwtConfiguration: { lifetimeInSeconds: 60, secretNotEncoded: true } },
  },
  'DELETE /api/clients/{client-id}': { caller: 'global', ...ok },

  // Rules.
  'GET /api/rules': { answer: [shown.rule] },
  'GET /api/rules/{rule-name}': { answer: shown.rule },
  'POST /api/rules': {
    body: { name: 'New', script: shown.rule.script, status: false, order: 7 },
    status: 201,
    answer: { ...shown.rule, id: text, rule_id: text, name: 'New', status: false, order: 7 },
  },
  'PUT /api/rules/{rule-name}': { body: { status: false }, answer: { ...shown.rule, status: false } },
  'DELETE /api/rules/{rule-name}': ok,
  'GET /api/rules-configs': { answer: [{ key: 'LOG_TOKEN' }] },
  'POST /api/rules-configs': { body: { key: 'NEW', value: 'secret' }, answer: { key: 'NEW' } },
  'PUT /api/rules-configs/{config-key}': { body: { value: 'secret' }, answer: { key: 'LOG_TOKEN' } },
  'DELETE /api/rules-configs/{config-key}': ok,

  // E-mail templates.
  'GET /api/emails/{email-template}': { answer: shown.template },
  'PUT /api/emails/{email-template}': {
    body: { subject: 'New', disabled: true },
    answer: { ...shown.template, subject: 'New', disabled: true },
  },
  'POST /api/emails': { body: newTemplate, answer: { ...newTemplate, syntax: 'liquid', disabled: false } },

  // Logs.
  'GET /api/logs': { caller: 'global', answer: shown.logPage },
  'GET /api/logs?take': { caller: 'global', query: 'take=200', answer: shown.logs },
  'GET /api/logs?from': { caller: 'global', query: 'from=', answer: shown.logs },
  'GET /api/logs/{log_id}': { caller: 'global', answer: shown.logs[0] },
};
