import { GatewayError } from '../../errors/gateway-error.js';
import type { ReshapeContext } from '../reshape.js';

/**
 * The id of a user who was not found by id. A caller with an id_token finds only its own user, so that it does not
 * learn who else has an account.
 *
 * @throws GatewayError `step-missing`
 */
export function ownUserId(input: unknown, { caller }: ReshapeContext): unknown {
  if (caller.kind !== 'user' || caller.user_id === input) return input;
  throw new GatewayError('step-missing', { row: 'user-not-found' });
}
ownUserId.ownUserOnly = true as const;
