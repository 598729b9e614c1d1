import { asJsonObject, listOf } from './json-object.js';

/**
 * Whether a connection is to be turned on for all clients: what the global client turns on is on for all. Where it
 * is on for any client, it is on for the global client already, and a whole object that is put back changes nothing.
 *
 * @param input `{ asker, status?, default?, members?, named? }`: the asking client, what was asked for, what is meant
 *   by silence, the clients that have the connection now, and those that v1's client has named itself
 */
export function allClientsWanted(input: unknown): boolean {
  const { asker, status, default: usual, members, named } = asJsonObject(input);
  const { everybody } = asJsonObject(asker);
  return (
    everybody === true && (status ?? usual) === true && named === undefined && listOf(members).length === 0
  );
}
