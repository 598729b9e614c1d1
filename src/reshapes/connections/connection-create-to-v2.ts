import { askerIn, memberOf } from './asking-client.js';
import { clientIdsOf } from './connection-members.js';
import { optionsToV2 } from './connection-options.js';
import { asJsonObject, type JsonObject } from '../../syntax/json-object.js';
import { strategyOf } from './strategies.js';

/**
 * v1's POST connection as v2's. It includes `enabled_clients`, so that the connection and its clients are created in
 * one call, with no failure between them.
 *
 * @param input `{ name, body, asker, clients? }`: the name as v2 accepts it, v1's body, the asking client, and all
 *   clients if the connection is to be on for all
 * @throws GatewayError `step-missing` if the tenant does not know the asking client
 */
export function connectionCreateToV2(input: unknown): JsonObject {
  const { name, body } = asJsonObject(input);
  const { strategy, options } = asJsonObject(body);
  return {
    name,
    strategy: strategyOf(String(strategy)),
    ...(options === undefined ? {} : { options: optionsToV2(options) }),
    enabled_clients: enabledFor(input),
  };
}

/**
 * The clients for which the connection is on. `enabled_clients` is v2's word, and late v1 clients may send it. A
 * `status` beside it concerns only the asking client, as everywhere.
 */
function enabledFor(input: unknown): string[] {
  const { body, clients } = asJsonObject(input);
  const { status, enabled_clients: named } = asJsonObject(body);
  const asker = askerIn(input);
  if (asker.everybody) return status === false ? [] : clientIdsOf(named ?? clients);
  const others = clientIdsOf(named).filter((id) => id !== asker.client_id);
  if (status === false) return others;
  if (named !== undefined && status === undefined) return clientIdsOf(named);
  return [...others, memberOf(asker)];
}
