import type { DatabaseIdentity } from '../users/database-identity.js';

/** The two forms in which v2 takes the user of a ticket. */
export type TicketUser =
  { readonly user_id: string } | { readonly email: string | undefined; readonly connection_id: unknown };

/**
 * The user of a ticket: an id names the user's first identity; an identity that may be linked is named by its address
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
