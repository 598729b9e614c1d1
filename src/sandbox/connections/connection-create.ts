import { checkOptions, newOptions } from './connection-options.js';
import type { ConnectionRecord } from './connection-record.js';
import type { JsonObject, JsonValue } from '../json-value.js';
import { objectAt, textAt, textsAt } from '../json-value.js';
import type { Tenant } from '../tenant.js';
import { V2Error } from '../v2-error.js';

const carried = [
  'metadata',
  'authentication',
  'connected_accounts',
  'cross_app_access_requesting_app',
] as const;

/**
 * Creates a connection from a body whose shape `POST /connections` has checked. Key order as recorded.
 *
 * @throws V2Error 409 for a taken name, 400 for unfit options
 */
export function createConnection(tenant: Tenant, body: JsonObject): ConnectionRecord {
  const name = textAt(body, 'name') ?? '';
  const strategy = textAt(body, 'strategy') ?? '';
  if (tenant.connections.byName(name) !== undefined) {
    throw new V2Error(409, 'A connection with the same name already exists', 'connection_conflict');
  }
  const sent = objectAt(body, 'options') ?? {};
  checkOptions(strategy, sent);
  const id = `con_${tenant.random.alphanumeric(16)}`;
  const shown: JsonObject = {
    id,
    options: newOptions(strategy, sent),
    strategy,
    name,
    ...enterpriseExtras(tenant, strategy, body),
    is_domain_connection: body['is_domain_connection'] ?? false,
    ...picked(body, ['display_name', ...carried]),
    realms: body['realms'] ?? [name],
  };
  const enabledClients = new Set(textsAt(body, 'enabled_clients'));
  return tenant.connections.put({ id, name, strategy, body: shown, enabledClients });
}

/** Recorded for AD: a ticket to install the connector, and show_as_button. */
function enterpriseExtras(tenant: Tenant, strategy: string, body: JsonObject): JsonObject {
  const button = body['show_as_button'];
  if (strategy !== 'ad') return button === undefined ? {} : { show_as_button: button };
  return {
    provisioning_ticket_url: `https://${tenant.name}.auth0.com/p/ad/${tenant.random.alphanumeric(32)}`,
    show_as_button: button ?? false,
  };
}

/** The named keys that are present in the body. */
export function picked(body: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(
    keys
      .map((key): [string, JsonValue | undefined] => [key, body[key]])
      .filter((entry): entry is [string, JsonValue] => entry[1] !== undefined),
  );
}
