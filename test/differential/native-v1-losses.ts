import type { Json, JsonObject } from '../unit/reshapes/json-arbitrary.js';

/**
 * What each loss of the map may do to a record of v1. It is applied to both sides before they are compared: the loss
 * does not explain any difference that is left.
 */
export const blurs: Readonly<Record<string, (record: JsonObject) => JsonObject>> = {
  'v1-id': without('_id'),
  'profile-name': without('name', 'nickname', 'picture'),
  'email-case': (user) => mapped(user, ['email', 'name', 'nickname'], lower),
  'empty-field': without('given_name'),
  'password-login': without('lastLogin', 'loginsCount'),
  'global-status': without('status'),
  'provisioning-ticket': without('provisioning_ticket', 'provisioning_ticket_url'),
  'null-option': (connection) => mapped(connection, ['options'], withoutNulls),
  'private-key': (client) => mapped(client, ['signingKey'], (key) => without('key')(key as JsonObject)),
  'secret-encoding': withPlainSecret,
  'secret-default': withPlainSecret,
  'callback-space': (client) => ({
    ...mapped(client, ['callbacks'], (urls) =>
      (urls as string[]).map((url) => url.trim()).filter((url) => url !== ''),
    ),
    callback: '(the first)',
  }),
};

/** Losses of one write that persist in the record. */
export const lasting: ReadonlySet<string> = new Set([
  'email-case',
  'empty-field',
  'password-login',
  'null-option',
  'secret-encoding',
  'secret-default',
  'callback-space',
]);

/** Fields of v2 that are shown beside v1's own: decided in src/reshapes/README.md, and no loss. */
export const v2Fields: Readonly<Record<string, readonly string[]>> = {
  user: ['last_ip', 'last_password_reset', 'phone_verified'],
  rule: ['stage'],
  client: [
    ...['is_token_endpoint_ip_header_trusted', 'is_first_party', 'oidc_conformant', 'sso_disabled'],
    ...['cross_origin_authentication', 'callbackUrlTemplate', 'grant_types', 'custom_login_page_on'],
    ...['refresh_token', 'app_type', 'allowed_logout_urls', 'owners'],
  ],
};

function withPlainSecret(client: JsonObject): JsonObject {
  return mapped(client, ['jwtConfiguration'], (jwt) => without('secretNotEncoded')(jwt as JsonObject));
}

function without(...names: readonly string[]): (record: JsonObject) => JsonObject {
  return (record) => Object.fromEntries(Object.entries(record).filter(([name]) => !names.includes(name)));
}

function mapped(record: JsonObject, names: readonly string[], change: (value: Json) => Json): JsonObject {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => [name, names.includes(name) ? change(value) : value]),
  );
}

function lower(value: Json): Json {
  return typeof value === 'string' ? value.toLowerCase() : value;
}

function withoutNulls(options: Json): Json {
  return Object.fromEntries(Object.entries(options as JsonObject).filter(([, value]) => value !== null));
}
