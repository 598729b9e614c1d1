import { numberAt, textAt } from '../json-value.js';
import type { World } from '../operation.js';
import type { TicketRecord } from '../tenant.js';
import type { UserRecord } from './user-record.js';
import { V2Error } from '../v2-error.js';

const fiveDays = 432_000;

/** The request for a ticket. */
export interface TicketWish extends Pick<TicketRecord, 'kind' | 'asked'> {
  /** Path of the page that the link leads to. */
  readonly path: string;
}

/**
 * Creates a ticket and returns its link. Recorded 2023, with the hash at the end.
 *
 * @throws V2Error 400 for a user without an e-mail address
 */
export function issueTicket({ tenant, url }: World, user: UserRecord, wish: TicketWish): string {
  const { kind, asked, path } = wish;
  if (textAt(user.profile, 'email') === undefined) {
    throw new V2Error(400, 'The user does not have an email address.', 'invalid_body');
  }
  const seconds = numberAt(asked, 'ttl_sec') || fiveDays;
  const ticket = tenant.random.alphanumeric(32);
  tenant.tickets.set(ticket, { kind, userId: user.user_id, expiresAt: tenant.now() + seconds * 1000, asked });
  return `${url}${path}?ticket=${ticket}#`;
}
