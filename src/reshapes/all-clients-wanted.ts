import { asJsonObject, listOf } from './json-object.js';
import type { ReshapeContext } from './reshape.js';

/**
 * Whether a connection is to be turned on for all clients: what the global client turns on is on for all. Where it
 * is on for any client, it is on for the global client already, and a whole object that is put back changes nothing.
 *
 * @param input `{ status?, default?, members? }`: what was asked for, what is meant by silence, and the clients that
 *   have the connection now
 */
export function allClientsWanted(input: unknown, { caller }: ReshapeContext): boolean {
  const { status, default: usual, members } = asJsonObject(input);
  return caller.kind === 'global' && (status ?? usual) === true && listOf(members).length === 0;
}
