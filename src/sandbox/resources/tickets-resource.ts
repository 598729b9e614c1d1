import type { FieldRule } from '../field-rule.js';
import { anyBoolean, connectionId } from '../field-rule.js';
import type { JsonObject } from '../json-value.js';
import { textAt } from '../json-value.js';
import { bodyObject } from '../operation.js';
import type { Operation } from '../operation.js';
import type { Tenant } from '../tenant.js';
import { issueTicket } from '../users/ticket-issue.js';
import type { Identity, UserRecord } from '../users/user-record.js';
import { identityIn, mainIdentity } from '../users/user-record.js';
import { strategyKind } from '../connections/connection-record.js';
import { V2Error } from '../v2-error.js';
import { ticketFields } from './mail-fields.js';
import { theUser } from './users-resource.js';

/** `new_password` and `connection` were removed (facts: trap 4), so they are unknown properties. */
const passwordBody: FieldRule = {
  type: 'object',
  closed: true,
  fields: {
    ...ticketFields,
    email: { type: 'string', format: 'email' },
    connection_id: connectionId,
    mark_email_as_verified: anyBoolean,
  },
};

const verificationBody: FieldRule = {
  type: 'object',
  closed: true,
  required: ['user_id'],
  fields: ticketFields,
};

/** `/tickets/email-verification`. */
export const verificationTicket: Operation = {
  method: 'POST',
  path: '/tickets/email-verification',
  scopes: ['create:user_tickets'],
  body: verificationBody,
  answer: (call, world) => {
    const body = bodyObject(call);
    const user = theUser(world.tenant, textAt(body, 'user_id') ?? '');
    const { provider } = mainIdentity(user);
    if (strategyKind(provider) === 'enterprise' || provider === 'sms') throw unsupported();
    const path = '/u/email-verification';
    const ticket = issueTicket(world, user, { kind: 'email-verification', path, asked: body });
    return { status: 201, body: { ticket } };
  },
};

/** `/tickets/password-change` and `/tickets/email-verification`. No mail is sent. */
export const ticketsResource: readonly Operation[] = [
  {
    method: 'POST',
    path: '/tickets/password-change',
    scopes: ['create:user_tickets'],
    body: passwordBody,
    answer: (call, world) => {
      const body = bodyObject(call);
      const { user, connection } = passwordTicketUser(world.tenant, body);
      checkDatabase(identityIn(user, connection));
      const ticket = issueTicket(world, user, {
        kind: 'password-change',
        path: '/u/reset-password',
        asked: connection === undefined ? body : { ...body, connection },
      });
      return { status: 201, body: { ticket } };
    },
  },
  verificationTicket,
];

/** @throws V2Error 400 if the user has no password here */
export function checkDatabase({ provider }: Identity): void {
  if (strategyKind(provider) !== 'database') throw unsupported();
}

/**
 * The user by `user_id`, or by `email` with `connection_id` (official), and then with the password of that
 * connection.
 */
function passwordTicketUser(
  tenant: Tenant,
  body: JsonObject,
): { readonly user: UserRecord; readonly connection?: string } {
  const email = textAt(body, 'email');
  if (email === undefined) {
    const userId = textAt(body, 'user_id');
    if (userId === undefined) throw missing('user_id');
    return { user: theUser(tenant, userId) };
  }
  const id = textAt(body, 'connection_id');
  if (id === undefined) throw missing('connection_id');
  const connection = tenant.connections.get(id);
  if (connection === undefined) {
    throw new V2Error(400, `The connection with id ${id} does not exist.`, 'inexistent_connection');
  }
  const user = tenant.users.byProfile(connection.name, 'email', email.toLowerCase());
  if (user === undefined) throw new V2Error(404, 'The user does not exist.', 'inexistent_user');
  return { user, connection: connection.name };
}

/** The error for a missing required property. */
export function missing(name: string): V2Error {
  return new V2Error(400, `Payload validation error: 'Missing required property: ${name}'.`, 'invalid_body');
}

function unsupported(): V2Error {
  return new V2Error(
    400,
    "The user's main connection does not support this operation.",
    'operation_not_supported',
  );
}
