import { clientIdsOf, statusFor } from './connection-members.js';
import { optionsToV2 } from './connection-options.js';
import { asJsonObject, isJsonObject } from './json-object.js';
import type { JsonObject } from './json-object.js';
import type { ReshapeContext } from './reshape.js';

interface Membership {
  readonly client_id: string;
  readonly status: boolean;
}

export interface ConnectionChange {
  /** Body of `PATCH /connections/{id}`; absent where nothing is to be changed. */
  readonly patch?: JsonObject;
  /** Bodies of `PATCH /connections/{id}/clients`: whom it is turned off for, and on. At most one is not empty. */
  readonly off: readonly Membership[];
  readonly on: readonly Membership[];
  /** v1's `status` afterwards. */
  readonly status: boolean;
}

/**
 * v1's PUT connection as v2's two changes. Options are replaced as a whole, as v1 did; `status` changes the asking
 * client's membership, or everybody's where the global client asks, and only where it is another than now.
 *
 * @param input `{ body, connection, members, clients? }`: v1's body, v2's record and its clients as they are, and all
 *   clients where it is to be turned on for all
 */
export function connectionChangeToV2(input: unknown, { caller }: ReshapeContext): ConnectionChange {
  const { body, connection, members, clients } = asJsonObject(input);
  const { options, status } = asJsonObject(body);
  const having = clientIdsOf(members);
  const before = statusFor(having, caller);
  const patch = patchOf(options, asJsonObject(connection));
  const changed =
    typeof status !== 'boolean' || status === before
      ? []
      : concerned({ status, having, all: clientIdsOf(clients) }, caller).map((client_id) => ({
          client_id,
          status,
        }));
  return {
    ...(patch === undefined ? {} : { patch }),
    off: status === false ? changed : [],
    on: status === true ? changed : [],
    status: typeof status === 'boolean' ? status : before,
  };
}

/** What a PATCH sets back where it is left out (official OpenAPI: its descriptions); v1 never showed any of it. */
const setBack: ReadonlySet<string> = new Set([
  'display_name',
  'is_domain_connection',
  'show_as_button',
  'realms',
]);

/**
 * The new options, and with them what v2 would set back. Where the tenant does not show options to holdover, v1's
 * client has read an empty object; put back, it must not empty them.
 */
function patchOf(options: unknown, connection: JsonObject): JsonObject | undefined {
  if (!isJsonObject(options)) return undefined;
  if (connection['options'] === undefined && Object.keys(options).length === 0) return undefined;
  const kept = Object.entries(connection).filter(([key, value]) => setBack.has(key) && value !== null);
  return { options: optionsToV2(options), ...Object.fromEntries(kept) };
}

function concerned(
  { status, having, all }: { status: boolean; having: readonly string[]; all: readonly string[] },
  caller: ReshapeContext['caller'],
): readonly string[] {
  if (caller.kind !== 'global') return [caller.client_id];
  return status ? all : having;
}
