import { askerIn } from './asking-client.js';
import { clientIdsOf, statusFor } from './connection-members.js';
import { asJsonObject, isJsonObject, type JsonObject } from '../../syntax/json-object.js';
import type { ReshapeContext } from '../reshape.js';

/**
 * v2's connection as v1 showed it to the asking client.
 *
 * @param input `{ connection, changed?, asker?, members?, status? }`: v2's record, the record after a change, the
 *   asking client, the clients that have the connection, and the status if a write has just set it
 */
export function connectionToV1(input: unknown, { caller }: ReshapeContext): JsonObject {
  const { connection, changed, members, status } = asJsonObject(input);
  const record = asJsonObject(changed ?? connection);
  const shown = typeof status === 'boolean' ? status : statusFor(clientIdsOf(members), askerIn(input));
  return showConnection(record, shown, caller);
}

/** `status` and `options` are always there: .NET throws on a null status and on options that are not an object. */
export function showConnection(
  record: JsonObject,
  status: boolean,
  caller: ReshapeContext['caller'],
): JsonObject {
  const { id, name, strategy, options, provisioning_ticket_url: url } = record;
  return {
    client_id: caller.client_id,
    name,
    options: isJsonObject(options) ? options : {},
    status,
    strategy,
    _id: id,
    id,
    ...(typeof url === 'string' ? { provisioning_ticket: ticketOf(url), provisioning_ticket_url: url } : {}),
  };
}

/** v2 gives only the URL. Its last part is the ticket (recorded: `https://.../p/ad/<ticket>`). */
function ticketOf(url: string): string {
  return url.split(/[?#]/)[0]?.split('/').at(-1) ?? '';
}
