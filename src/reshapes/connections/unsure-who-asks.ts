import { isDelegated } from '../clients/is-delegated.js';
import { asJsonObject } from '../../syntax/json-object.js';
import type { ReshapeContext } from '../reshape.js';

/**
 * Whether v2 has to be asked whose connections are meant: if the kind of the client is guessed, or if v2 is called
 * with another client's credentials, so that the tenant may not know this client. A delegated read without a stand-in
 * needs no question: an unknown client has no connection.
 *
 * @param input `{ writes?, stand_in? }`: v1's new status, and the client that may stand in for this one
 */
export function unsureWhoAsks(input: unknown, { caller }: ReshapeContext): boolean {
  const { writes, stand_in: standIn } = asJsonObject(input);
  if (caller.guessed === true) return true;
  return caller.kind === 'app' && isDelegated(caller) && (writes !== undefined || standIn !== undefined);
}
