import { isDelegated } from './is-delegated.js';
import { asJsonObject } from './json-object.js';
import type { ReshapeContext } from './reshape.js';

/**
 * Whether v2 has to be asked whose connections are meant: where the kind of the client is guessed, and where v2 is
 * called with the credentials of another, so that the tenant may not know this one. To read, it need not: who is
 * unknown has no connection.
 *
 * @param input `{ writes?, stand_in? }`: v1's new status, and the client that may stand for this one
 */
export function unsureWhoAsks(input: unknown, { caller }: ReshapeContext): boolean {
  const { writes, stand_in: standIn } = asJsonObject(input);
  if (caller.guessed === true) return true;
  return caller.kind === 'app' && isDelegated(caller) && (writes !== undefined || standIn !== undefined);
}
