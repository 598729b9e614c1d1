import { GatewayError } from '../errors/gateway-error.js';
import { clientIdsOf } from './connection-members.js';
import { optionsToV2 } from './connection-options.js';
import { asJsonObject } from './json-object.js';
import type { JsonObject } from './json-object.js';
import type { ReshapeContext } from './reshape.js';
import { strategyOf } from './strategies.js';

const namePattern = /^[a-zA-Z0-9](-[a-zA-Z0-9]|[a-zA-Z0-9])*$/;
const longestName = 128;

/**
 * v1's POST connection as v2's. The clients travel with it: v2 takes `enabled_clients` on create, so that there is
 * no moment, and no failure, between the connection and its being on.
 *
 * @param input `{ body, clients? }`: v1's body, and all clients where it is to be on for all
 * @throws GatewayError `input-invalid` for a name that v2 refuses
 */
export function connectionCreateToV2(input: unknown, { caller }: ReshapeContext): JsonObject {
  const { body, clients } = asJsonObject(input);
  const { name, strategy, options, status } = asJsonObject(body);
  const text = String(name);
  if (!namePattern.test(text) || text.length > longestName) {
    throw new GatewayError('input-invalid', {
      message: `"name" must have at most ${longestName} letters (a to z), digits and single hyphens, with no hyphen at either end; the tenant takes no other names.`,
    });
  }
  const all = clientIdsOf(clients);
  const own = caller.kind === 'global' ? all : [caller.client_id];
  return {
    name: text,
    strategy: strategyOf(String(strategy)),
    ...(options === undefined ? {} : { options: optionsToV2(options) }),
    enabled_clients: status === false ? [] : own,
  };
}
