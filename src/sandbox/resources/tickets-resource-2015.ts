import type { FieldRule } from '../field-rule.js';
import { anyText } from '../field-rule.js';
import type { JsonObject } from '../json-value.js';
import { textAt } from '../json-value.js';
import { bodyObject } from '../operation.js';
import type { Operation, V2Answer, V2Call, World } from '../operation.js';
import { checkPasswordOf } from '../users/password-policy.js';
import type { Tenant } from '../tenant.js';
import { issueTicket } from '../users/ticket-issue.js';
import { identityIn, type UserRecord } from '../users/user-record.js';
import { V2Error } from '../v2-error.js';
import { ticketFields } from './mail-fields.js';
import { checkDatabase, missing, verificationTicket } from './tickets-resource.js';
import { theUser } from './users-resource.js';

const { user_id, client_id, result_url, ttl_sec } = ticketFields;

/** Has `new_password`, and the connection by name (facts: section 10). */
const passwordBody: FieldRule = {
  type: 'object',
  closed: true,
  fields: {
    user_id,
    client_id,
    result_url,
    ttl_sec,
    email: { type: 'string', format: 'email' },
    connection: anyText,
    new_password: { type: 'string', minLength: 1 },
  },
};

/** `/tickets/password-change` and `/tickets/email-verification` of 2015. */
export const ticketsResource2015: readonly Operation[] = [
  {
    method: 'POST',
    path: '/tickets/password-change',
    scopes: ['create:user_tickets'],
    body: passwordBody,
    answer: passwordTicket,
  },
  verificationTicket,
];

function passwordTicket(call: V2Call, world: World): V2Answer {
  const asked = bodyObject(call);
  const user = ticketUser(world.tenant, asked);
  const identity = identityIn(user, textAt(asked, 'connection'));
  checkDatabase(identity);
  const password = textAt(asked, 'new_password');
  if (password !== undefined) checkPasswordOf(world.tenant, identity, password);
  const ticket = issueTicket(world, user, { kind: 'password-change', path: '/lo/reset', asked });
  return { status: 201, body: { ticket } };
}

function ticketUser(tenant: Tenant, body: JsonObject): UserRecord {
  const email = textAt(body, 'email');
  if (email === undefined) {
    const userId = textAt(body, 'user_id');
    if (userId === undefined) throw missing('user_id');
    return theUser(tenant, userId);
  }
  const connection = textAt(body, 'connection');
  if (connection === undefined) throw missing('connection');
  const user = tenant.users.byProfile(connection, 'email', email.toLowerCase());
  if (user === undefined) throw new V2Error(404, 'The user does not exist.', 'inexistent_user');
  return user;
}
