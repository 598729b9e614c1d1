import type { ClientRecord } from './client-store.js';
import type { JsonObject } from './json-value.js';
import { objectAt, textAt } from './json-value.js';
import type { Tenant } from './tenant.js';

/** Defaults of a new client (recorded 2025; `tenant`, `global` and the like recorded 2018). */
const defaults: JsonObject = {
  global: false,
  is_token_endpoint_ip_header_trusted: false,
  is_first_party: true,
  oidc_conformant: false,
  sso_disabled: false,
  cross_origin_authentication: false,
  callback_url_template: false,
  grant_types: ['authorization_code', 'implicit', 'refresh_token', 'client_credentials'],
  custom_login_page_on: true,
  refresh_token: {
    rotation_type: 'non-rotating',
    expiration_type: 'non-expiring',
    leeway: 0,
    token_lifetime: 2_592_000,
    infinite_token_lifetime: true,
    infinite_idle_token_lifetime: true,
    idle_token_lifetime: 1_296_000,
  },
};

/** Adds a client. `fixed` holds the id and secret of a demo client; otherwise both are generated. */
export function createClient(tenant: Tenant, body: JsonObject, fixed: JsonObject = {}): ClientRecord {
  const clientId = textAt(fixed, 'client_id') ?? tenant.random.alphanumeric(32);
  const shown: JsonObject = {
    tenant: tenant.name,
    ...defaults,
    ...body,
    client_id: clientId,
    client_secret: tenant.random.alphanumeric(64),
    signing_keys: [
      { cert: '[sandbox certificate]', pkcs7: '[sandbox pkcs7]', subject: `/CN=${tenant.name}.auth0.com` },
    ],
    jwt_configuration: jwtConfiguration(tenant, objectAt(body, 'jwt_configuration')),
    // Inferred for clients: the seed names the prefix, but shows no client.
    ...(tenant.traits.typedIds === true ? { v2_id: `cli_${clientId}` } : {}),
    ...fixed,
  };
  return tenant.clients.put({ clientId, body: shown });
}

/**
 * The reply has `secret_encoded: false`, which may not be sent (recorded). Until 2016 it could be sent (facts:
 * section 2).
 */
export function jwtConfiguration({ traits }: Tenant, sent: JsonObject | undefined): JsonObject {
  if (traits.encodedSecrets === true) {
    return { lifetime_in_seconds: 36_000, alg: 'HS256', secret_encoded: true, ...sent };
  }
  return { lifetime_in_seconds: 36_000, ...sent, secret_encoded: false };
}
