import { askerIn, memberOf } from './asking-client.js';
import { clientIdsOf } from './connection-members.js';
import { optionsToV2 } from './connection-options.js';
import { asJsonObject } from './json-object.js';
import type { JsonObject } from './json-object.js';
import { strategyOf } from './strategies.js';

/**
 * v1's POST connection as v2's. The clients travel with it: v2 takes `enabled_clients` on create, so that there is
 * no moment, and no failure, between the connection and its being on.
 *
 * @param input `{ name, body, asker, clients? }`: the name as v2 takes it, v1's body, the asking client, and all
 *   clients where it is to be on for all
 * @throws GatewayError `step-missing` where the tenant does not know the asking client
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
 * `enabled_clients` is v2's word, which clients of v1's last days may send: it says whom the connection is on for. A
 * `status` beside it is the asking client's own, as everywhere.
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
