import type { FieldRule } from '../field-rule.js';
import { anyBoolean, anyObject, anyText, textList } from '../field-rule.js';

const text: FieldRule = { type: 'string', minLength: 1 };

/** Root properties of `POST /clients` (official OpenAPI); the content of add-ons and the like is not checked. */
const writable: Record<string, FieldRule> = {
  name: { type: 'string', pattern: /^[^<>]+$/ },
  description: { type: 'string', maxLength: 140 },
  logo_uri: anyText,
  callbacks: textList,
  allowed_origins: textList,
  web_origins: textList,
  client_aliases: textList,
  allowed_clients: textList,
  allowed_logout_urls: textList,
  grant_types: textList,
  token_endpoint_auth_method: { type: 'string', enum: ['none', 'client_secret_post', 'client_secret_basic'] },
  is_token_endpoint_ip_header_trusted: anyBoolean,
  app_type: text,
  is_first_party: anyBoolean,
  oidc_conformant: anyBoolean,
  jwt_configuration: {
    type: 'object',
    closed: true,
    fields: { lifetime_in_seconds: { type: 'integer' }, scopes: anyObject, alg: anyText },
  },
  sso: anyBoolean,
  cross_origin_authentication: anyBoolean,
  cross_origin_loc: anyText,
  sso_disabled: anyBoolean,
  custom_login_page_on: anyBoolean,
  custom_login_page: text,
  custom_login_page_preview: text,
  form_template: text,
  addons: anyObject,
  client_metadata: { type: 'object', maxProperties: 10 },
  mobile: anyObject,
  initiate_login_uri: anyText,
  organization_usage: { type: 'string', enum: ['deny', 'allow', 'require'] },
  organization_require_behavior: text,
  organization_discovery_methods: textList,
  require_pushed_authorization_requests: anyBoolean,
  require_proof_of_possession: anyBoolean,
  skip_non_verifiable_callback_uri_confirmation_prompt: anyBoolean,
};

/** Objects that the sandbox stores and returns without checking their content. */
const opaque = [
  'oidc_logout',
  'oidc_backchannel_logout',
  'session_transfer',
  'encryption_key',
  'native_social_login',
  'fedcm_login',
  'refresh_token',
  'default_organization',
  'client_authentication_methods',
  'signed_request_object',
  'token_exchange',
  'token_quota',
];

const known: Record<string, FieldRule> = {
  ...writable,
  ...Object.fromEntries(opaque.map((name): [string, FieldRule] => [name, anyObject])),
};

/** Body of `POST /clients`: `client_secret` and `secret_encoded` are not accepted (facts: section 11). */
export const clientCreateBody: FieldRule = {
  type: 'object',
  closed: true,
  required: ['name'],
  fields: known,
};

/** Body of `PATCH /clients/{id}`: null removes any field except the name. */
export const clientPatchBody: FieldRule = {
  type: 'object',
  closed: true,
  minProperties: 1,
  fields: {
    ...Object.fromEntries(
      Object.entries(known).map(([name, rule]): [string, FieldRule] => [
        name,
        name === 'name' ? rule : orNull(rule),
      ]),
    ),
    client_secret: text,
  },
};

function orNull(rule: FieldRule): FieldRule {
  const types = typeof rule.type === 'string' ? [rule.type] : rule.type;
  return { ...rule, type: [...types, 'null'] };
}
