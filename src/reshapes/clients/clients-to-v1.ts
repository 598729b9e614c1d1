import { clientToV1, isShownTo } from './client-to-v1.js';
import { listOf, type JsonObject } from '../../syntax/json-object.js';
import type { ReshapeContext } from '../reshape.js';

/**
 * A list of v2 clients as v1 showed it. Only the global client itself sees the global client in it.
 *
 * @param input a list of v2 clients
 */
export function clientsToV1(input: unknown, context: ReshapeContext): JsonObject[] {
  return listOf(input)
    .filter((client) => isShownTo(context.caller, client))
    .map((client) => clientToV1(client, context));
}
