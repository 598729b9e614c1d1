import type { DatabaseIdentity } from './database-identity.js';

/**
 * Whom a ticket of 2015 is for: the id means the user's first identity, and a linked one is named by its address and
 * connection.
 *
 * @param input `{ user_id, linked? }`
 */
export function ticketUser2015ToV2(input: unknown): { user_id: string } | DatabaseIdentity {
  const { user_id, linked } = input as { user_id: string; linked?: DatabaseIdentity };
  return linked ?? { user_id };
}
