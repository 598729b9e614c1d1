/**
 * The rows of Auth0's migration guide of 2015 ("Management API v1 vs v2"): the v1 line, and its replacement in v2
 * according to the guide; `also` are the reads that holdover needs in addition. A row without a replacement has the
 * reason.
 */
export interface MigrationRow {
  readonly v1: string;
  /** The call that the guide names, as a template; undefined where it names none. */
  readonly v2?: string;
  /** Part of the `q` that the guide gives. */
  readonly q?: string;
  /** Words of the reason that a client is told where there is no replacement. */
  readonly gone?: RegExp;
}

export const migrationTable: readonly MigrationRow[] = [
  { v1: 'GET /api/users', v2: 'GET /api/v2/users' },
  { v1: 'GET /api/users?search=email_verified:true', v2: 'GET /api/v2/users', q: 'email_verified:true' },
  { v1: 'GET /api/users/auth0|1', v2: 'GET /api/v2/users/{id}' },
  { v1: 'GET /api/connections/db/users', v2: 'GET /api/v2/users', q: 'identities.connection:"db"' },
  {
    v1: 'GET /api/connections/db/users?search=email_verified:true',
    v2: 'GET /api/v2/users',
    q: 'identities.connection:"db"',
  },
  {
    v1: 'GET /api/enterpriseconnections/users?search=email_verified:true',
    v2: 'GET /api/v2/users',
    q: 'identities.isSocial:false AND NOT identities.provider:"auth0"',
  },
  {
    v1: 'GET /api/socialconnections/users?search=email_verified:true',
    v2: 'GET /api/v2/users',
    q: 'identities.isSocial:true',
  },
  // "Not available": restored by a search in the connections of the client.
  { v1: 'GET /api/clients/portal/users', v2: 'GET /api/v2/users' },
  { v1: 'POST /api/users', v2: 'POST /api/v2/users' },
  { v1: 'POST /api/users/auth0|1/send_verification_email', v2: 'POST /api/v2/jobs/verification-email' },
  { v1: 'POST /api/users/auth0|1/change_password_ticket', v2: 'POST /api/v2/tickets/password-change' },
  { v1: 'POST /api/users/auth0|1/verification_ticket', v2: 'POST /api/v2/tickets/email-verification' },
  { v1: 'POST /api/users/auth0|1/public_key', v2: 'POST /api/v2/device-credentials' },
  { v1: 'PUT /api/users/auth0|1/email', v2: 'PATCH /api/v2/users/{id}' },
  { v1: 'PUT /api/users/auth0|1/metadata', v2: 'PATCH /api/v2/users/{id}' },
  { v1: 'PUT /api/users/auth0|1/password', v2: 'PATCH /api/v2/users/{id}' },
  { v1: 'PUT /api/users/jane@example.com/password', v2: 'PATCH /api/v2/users/{id}' },
  { v1: 'PATCH /api/users/auth0|1/metadata', v2: 'PATCH /api/v2/users/{id}' },
  { v1: 'DELETE /api/users', v2: 'DELETE /api/v2/users' },
  { v1: 'DELETE /api/users/auth0|1', v2: 'DELETE /api/v2/users/{id}' },
  // "Tokens are device credentials": v2 deletes them by id, and no call finds the id for a token's value.
  { v1: 'DELETE /api/users/auth0|1/refresh_tokens/abc', gone: /device-credentials/ },
  {
    v1: 'DELETE /api/users/auth0|1/public_key?device=phone',
    v2: 'DELETE /api/v2/device-credentials/{id}',
  },
  { v1: 'GET /api/clients', v2: 'GET /api/v2/clients' },
  { v1: 'POST /api/clients', v2: 'POST /api/v2/clients' },
  { v1: 'PUT /api/clients/portal', v2: 'PATCH /api/v2/clients/{id}' },
  { v1: 'PATCH /api/clients/portal', v2: 'PATCH /api/v2/clients/{id}' },
  { v1: 'DELETE /api/clients/portal', v2: 'DELETE /api/v2/clients/{id}' },
  { v1: 'GET /api/connections', v2: 'GET /api/v2/connections' },
  // Deleted by its v2 id, which the list gives, and together with the connection.
  { v1: 'GET /api/connections/db', v2: 'GET /api/v2/connections' },
  { v1: 'POST /api/connections', v2: 'POST /api/v2/connections' },
  { v1: 'PUT /api/connections/db', v2: 'PATCH /api/v2/connections/{id}' },
  // The guide links to delete_connections_by_id, and writes "clients" before it.
  { v1: 'DELETE /api/connections/db', v2: 'DELETE /api/v2/connections/{id}' },
  { v1: 'GET /api/rules', v2: 'GET /api/v2/rules' },
  { v1: 'POST /api/rules', v2: 'POST /api/v2/rules' },
  { v1: 'PUT /api/rules/a', v2: 'PATCH /api/v2/rules/{id}' },
  { v1: 'DELETE /api/rules/a', v2: 'DELETE /api/v2/rules/{id}' },
  { v1: 'GET /api/logs', gone: /no endpoint for logs.*search index/ },
  { v1: 'GET /api/logs?from=1&take=10', gone: /no endpoint for logs.*search index/ },
  { v1: 'GET /api/logs/1', gone: /no endpoint for logs.*search index/ },
  { v1: 'GET /api/users/auth0|1/logs', gone: /no endpoint for logs.*search index/ },
];
