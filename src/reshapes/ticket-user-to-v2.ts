import type { DatabaseIdentity } from './database-identity.js';

/** v2's ways to say whom a ticket is for. */
export type TicketUser =
  { readonly user_id: string } | { readonly email: string | undefined; readonly connection_id: unknown };

/**
 * Whom a ticket is for: the id means the user's first identity, and one that may be linked to it is named by its address
 * and the id of its connection.
 *
 * @param input `{ user_id, linked?, connection? }`: the identity, and v2's record of its connection
 */
export function ticketUserToV2(input: unknown): TicketUser {
  const { user_id, linked, connection } = input as {
    user_id: string;
    linked?: DatabaseIdentity;
    connection?: { id: unknown };
  };
  if (linked === undefined || connection === undefined) return { user_id };
  return { email: linked.email, connection_id: connection.id };
}
