import type { DatabaseIdentity } from '../users/database-identity.js';

/**
 * The user of a 2015 ticket: an id names the user's first identity; a linked identity is named by address and
 * connection.
 *
 * @param input `{ user_id, linked? }`
 */
export function ticketUser2015ToV2(input: unknown): { user_id: string } | DatabaseIdentity {
  const { user_id, linked } = input as { user_id: string; linked?: DatabaseIdentity };
  return linked ?? { user_id };
}
