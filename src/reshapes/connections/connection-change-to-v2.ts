import { askerIn, memberOf, type AskingClient } from './asking-client.js';
import { clientIdsOf, statusFor } from './connection-members.js';
import { optionsToV2 } from './connection-options.js';
import { asJsonObject, isJsonObject, type JsonObject } from '../../syntax/json-object.js';
import { isListed, membersTold } from './members-told.js';

interface Membership {
  readonly client_id: string;
  readonly status: boolean;
}

export interface ConnectionChange {
  /** Body of `PATCH /connections/{id}`; absent if nothing changes. */
  readonly patch?: JsonObject;
  /**
   * Bodies of `PATCH /connections/{id}/clients`: the clients to turn off and on. At most one list is not empty. Both
   * are empty if the connection lists its clients itself, because then `patch` changes them.
   */
  readonly off: readonly Membership[];
  readonly on: readonly Membership[];
  /** v1's `status` afterwards. */
  readonly status: boolean;
}

/**
 * v1's PUT connection as v2's two changes. Options are replaced as a whole, as in v1. `status` changes the membership
 * of the asking client, or of all clients if the global client asks, and only if it differs from the present one.
 *
 * @param input `{ body, connection, asker, told, clients? }`: v1's body, v2's present record, the asking client, the
 *   connection's clients as v2 tells them (see `members-told`), and all clients if the connection is to be turned on
 *   for all
 * @throws GatewayError `step-missing` if the tenant does not know the asking client
 */
export function connectionChangeToV2(input: unknown): ConnectionChange {
  const { body, connection, told, clients } = asJsonObject(input);
  const { options, status } = asJsonObject(body);
  const asker = askerIn(input);
  const having = membersTold(told);
  const before = statusFor(having, asker);
  const changed =
    typeof status !== 'boolean' || status === before
      ? []
      : concerned({ status, having, all: clientIdsOf(clients) }, asker).map((client_id) => ({
          client_id,
          status,
        }));
  const apart = isListed(told) ? changed : [];
  const patch = {
    ...optionsOf(options, asJsonObject(connection)),
    ...(apart.length === changed.length ? {} : { enabled_clients: membersAfter(having, changed) }),
  };
  return {
    ...(Object.keys(patch).length === 0 ? {} : { patch: { ...patch, ...keptOf(asJsonObject(connection)) } }),
    off: status === false ? apart : [],
    on: status === true ? apart : [],
    status: typeof status === 'boolean' ? status : before,
  };
}

/** Fields that a PATCH resets if they are left out (official OpenAPI, descriptions). v1 never showed any of them. */
const setBack: ReadonlySet<string> = new Set([
  'display_name',
  'is_domain_connection',
  'show_as_button',
  'realms',
]);

function keptOf(connection: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(connection).filter(([key, value]) => setBack.has(key) && value !== null),
  );
}

/**
 * The new options. If the tenant does not show options to holdover, the v1 client has read an empty object. Written
 * back, this object must not empty the options.
 */
function optionsOf(options: unknown, connection: JsonObject): JsonObject | undefined {
  if (!isJsonObject(options)) return undefined;
  if (connection['options'] === undefined && Object.keys(options).length === 0) return undefined;
  return { options: optionsToV2(options) };
}

function concerned(
  { status, having, all }: { status: boolean; having: readonly string[]; all: readonly string[] },
  asker: AskingClient,
): readonly string[] {
  if (!asker.everybody) return [memberOf(asker)];
  return status ? all : having;
}

function membersAfter(having: readonly string[], changes: readonly Membership[]): string[] {
  const enabled = new Set(having);
  for (const { client_id, status } of changes) {
    if (status) enabled.add(client_id);
    else enabled.delete(client_id);
  }
  return [...enabled];
}
