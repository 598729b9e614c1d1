import type { FieldRule } from '../field-rule.js';
import { anyBoolean, anyText, connectionId } from '../field-rule.js';

/** Fields common to tickets and the verification mail (official OpenAPI; the note is recorded 2019). */
export const mailFields = {
  user_id: { type: 'string', format: 'user-id' },
  client_id: {
    type: 'string',
    format: 'client-id',
    note: 'The id of the client, if not provided the global one will be used',
  },
  organization_id: { type: 'string', format: 'organization-id' },
  identity: {
    type: 'object',
    closed: true,
    required: ['user_id', 'provider'],
    fields: { user_id: anyText, provider: anyText, connection_id: connectionId },
  },
} as const satisfies Record<string, FieldRule>;

/** Fields common to both tickets. */
export const ticketFields = {
  ...mailFields,
  result_url: { type: 'string', format: 'url' },
  ttl_sec: { type: 'integer', minimum: 0 },
  includeEmailInRedirect: anyBoolean,
} as const satisfies Record<string, FieldRule>;
