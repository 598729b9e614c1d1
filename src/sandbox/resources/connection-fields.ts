import type { FieldRule } from '../field-rule.js';
import { anyBoolean, anyObject, anyText, textList } from '../field-rule.js';

/** Every strategy of the official OpenAPI. */
const strategies: readonly string[] =
  `ad adfs amazon apple dropbox bitbucket auth0-oidc auth0 baidu bitly box custom daccount dwolla email
   evernote-sandbox evernote exact facebook fitbit github google-apps google-oauth2 instagram ip line linkedin oauth1
   oauth2 office365 oidc okta paypal paypal-sandbox pingfederate planningcenter salesforce-community
   salesforce-sandbox salesforce samlp sharepoint shopify shop sms soundcloud thirtysevensignals twitter untappd
   vkontakte waad weibo windowslive wordpress yahoo yandex auth0-adldap`.split(/\s+/);

const strategy: FieldRule = { type: 'string', enum: strategies };
/** The strategies that a new connection may have (official OpenAPI: ConnectionIdentityProviderEnum). */
const newStrategy: FieldRule = { type: 'string', enum: strategies.filter((each) => each !== 'auth0-adldap') };
const clientIds: FieldRule = { type: 'array', items: { type: 'string', format: 'client-id' } };
const switched: FieldRule = {
  type: 'object',
  closed: true,
  required: ['active'],
  fields: { active: anyBoolean, cross_app_access: anyBoolean },
};

const writable: Record<string, FieldRule> = {
  display_name: { type: 'string', maxLength: 128 },
  options: { type: 'object' },
  is_domain_connection: anyBoolean,
  show_as_button: anyBoolean,
  realms: textList,
  metadata: { type: 'object', maxProperties: 10 },
  authentication: switched,
  connected_accounts: switched,
  cross_app_access_requesting_app: switched,
};

const connectionIdentity: Record<string, FieldRule> = {
  name: { type: 'string', maxLength: 128, pattern: /^[a-zA-Z0-9](-[a-zA-Z0-9]|[a-zA-Z0-9])*$/ },
  strategy: newStrategy,
};

/**
 * Body of `POST /connections` (official OpenAPI): the name has no underscore, no double hyphen, no hyphen at an
 * end.
 */
export const connectionCreateBody: FieldRule = {
  type: 'object',
  closed: true,
  required: ['name', 'strategy'],
  fields: { ...writable, ...connectionIdentity, enabled_clients: clientIds },
};

/** Body of `POST /connections` in 2015 (seed). */
export const connectionCreateBody2015: FieldRule = {
  type: 'object',
  closed: true,
  required: ['name', 'strategy'],
  fields: { ...connectionIdentity, options: anyObject, enabled_clients: clientIds },
};

/** Body of `PATCH /connections/{id}` in 2015 (seed). */
export const connectionPatchBody2015: FieldRule = {
  type: 'object',
  closed: true,
  minProperties: 1,
  fields: { options: anyObject, enabled_clients: clientIds },
};

/**
 * Body of `PATCH /connections/{id}`: `name` and `strategy` cannot change; `enabled_clients` ended 2026-07-13
 * (deprecations).
 */
export const connectionPatchBody: FieldRule = {
  type: 'object',
  closed: true,
  minProperties: 1,
  fields: { ...writable, options: { type: ['object', 'null'] } },
};

const readable = [
  'name',
  'display_name',
  'strategy',
  'options',
  'id',
  'provisioning_ticket_url',
  'metadata',
  'show_as_button',
  'clients',
  'enabled_clients',
]
  .map((field) => `(${field})`)
  .join('|');

/** `fields` of connections (official OpenAPI of 2025-09). */
export const connectionProjectionQuery = {
  fields: { ...anyText, pattern: new RegExp(`^(${readable})(,(${readable}))*$`) },
  include_fields: anyBoolean,
} as const satisfies Record<string, FieldRule>;

/** Filters of `GET /connections`. */
export const connectionFilterQuery: Record<string, FieldRule> = {
  name: anyText,
  strategy: { type: 'array', items: strategy },
};

/** Body of `PATCH /connections/{id}/clients`: changes, not a replacement; at most 50 (official). */
export const connectionClientsBody: FieldRule = {
  type: 'array',
  minItems: 1,
  maxItems: 50,
  items: {
    type: 'object',
    closed: true,
    required: ['client_id', 'status'],
    fields: { client_id: { type: 'string', format: 'client-id' }, status: anyBoolean },
  },
};
