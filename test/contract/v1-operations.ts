/** One operation of v1 as its documents and its clients name it. */
export interface V1Operation {
  /** `METHOD /path/{slot}?key&key`: the keys that a document names or a client sends, whether v1 needed them or not. */
  readonly line: string;
  /** `table`: a row of Auth0's own page "Management API v1 vs v2"; else the client or document that has it. */
  readonly source: string;
}

const table = 'table';
const reference = 'v1 reference';

/** Every operation of v1 that is known. Each spelling of an operation is a row. */
export const v1Operations: readonly V1Operation[] = [
  // Users.
  { line: 'GET /api/users', source: table },
  { line: 'GET /api/users?search', source: table },
  { line: 'GET /api/users?search&per_page&page', source: 'node, .NET, ruby' },
  { line: 'GET /api/users?connection&search', source: 'API explorer' },
  { line: 'GET /api/users/{user_id}', source: table },
  { line: 'GET /api/users/{user_id}?cbx', source: 'auth0.js, JSONP' },
  { line: 'GET /api/users/{user_id}/devices', source: reference },
  { line: 'GET /api/users/{user_id}/logs?page&per_page', source: reference },
  { line: 'GET /api/users/{user_id}/metadata', source: 'node' },
  { line: 'GET /api/connections/{connection}/users', source: table },
  { line: 'GET /api/connections/{connection}/users?search&per_page', source: table },
  { line: 'GET /api/enterpriseconnections/users?search&per_page', source: table },
  { line: 'GET /api/socialconnections/users?search&per_page', source: table },
  { line: 'GET /api/clients/{client-id}/users', source: table },
  { line: 'POST /api/users', source: table },
  { line: 'POST /api/users/{user_id}/send_verification_email', source: table },
  { line: 'POST /api/users/send_verification_email', source: 'WordPress until 1.2' },
  { line: 'POST /api/users/{user_id}/change_password_ticket', source: table },
  { line: 'POST /api/users/{user_id}/verification_ticket', source: table },
  { line: 'POST /api/users/{user_id}/public_key', source: table },
  { line: 'POST /api/users/{user_id}/publickey', source: reference },
  { line: 'PUT /api/users/{user_id}', source: 'node until 0.4' },
  { line: 'PUT /api/users/{user_id}/email', source: table },
  { line: 'PUT /api/users/{user_id}/metadata', source: table },
  { line: 'PUT /api/users/{user_id}/password', source: table },
  { line: 'PUT /api/users/{email}/password', source: table },
  { line: 'PATCH /api/users/{user_id}', source: '.NET' },
  { line: 'PATCH /api/users/{user_id}/metadata', source: table },
  { line: 'DELETE /api/users', source: table },
  { line: 'DELETE /api/users/{user_id}', source: table },
  { line: 'DELETE /api/users/{user_id}/refresh_tokens/{refresh_token}', source: table },
  { line: 'DELETE /api/users/{user_id}/public_key?device', source: table },
  { line: 'DELETE /api/users/{user_id}/publickey?device', source: reference },
  { line: 'POST /users/{user_id}/impersonate', source: 'ruby, node' },
  { line: 'POST /unlink', source: '.NET, Lock' },
  { line: 'POST /login/unlink', source: 'older documents' },
  { line: 'POST /public/api/users/validate_userpassword', source: '.NET, auth0.js' },
  { line: 'GET /public/api/users/validate_userpassword?cbx', source: 'auth0.js 2 to 6, JSONP' },
  { line: 'POST /api/users/validate_userpassword', source: 'older documents' },

  // Clients.
  { line: 'GET /api/clients', source: table },
  { line: 'GET /api/clients/{client-id}', source: 'node' },
  { line: 'GET /api/clients?userId', source: 'node' },
  { line: 'POST /api/clients', source: table },
  { line: 'PUT /api/clients/{client-id}', source: table },
  { line: 'PATCH /api/clients/{client-id}', source: table },
  { line: 'DELETE /api/clients/{client-id}', source: table },

  // Connections.
  { line: 'GET /api/connections', source: table },
  { line: 'GET /api/connections?only_socials&only_enterprise&per_page', source: '.NET' },
  { line: 'GET /api/connections/{connection-name}', source: table },
  { line: 'POST /api/connections', source: table },
  { line: 'PUT /api/connections/{connection-name}', source: table },
  { line: 'DELETE /api/connections/{connection-name}', source: table },
  { line: 'GET /api/connections/{connection-name}/socket', source: table },

  // Rules.
  { line: 'GET /api/rules', source: table },
  { line: 'GET /api/rules/{rule-name}', source: 'node' },
  { line: 'POST /api/rules', source: table },
  { line: 'PUT /api/rules/{rule-name}', source: table },
  { line: 'DELETE /api/rules/{rule-name}', source: table },
  { line: 'GET /api/rules-configs', source: table },
  { line: 'POST /api/rules-configs', source: table },
  // In no source: the deletion that belongs to the two lines above, so that a client can remove a key.
  { line: 'PUT /api/rules-configs/{config-key}', source: 'holdover' },
  { line: 'DELETE /api/rules-configs/{config-key}', source: 'holdover' },

  // E-mail templates.
  { line: 'GET /api/emails/{email-template}', source: table },
  { line: 'PUT /api/emails/{email-template}', source: table },
  { line: 'POST /api/emails', source: table },

  // Logs.
  { line: 'GET /api/logs?page&per_page&sort&fields&exclude_fields&search', source: table },
  { line: 'GET /api/logs?from&take', source: table },
  { line: 'GET /api/logs?take', source: 'exporters, at their first call' },
  { line: 'GET /api/logs?from', source: 'exporters' },
  { line: 'GET /api/logs/{log_id}', source: table },

  // Named only by node's SDK.
  { line: 'GET /api/strategies', source: 'node' },
  { line: 'GET /api/connection-templates/{strategy}', source: 'node' },
  { line: 'PUT /api/connection-templates/{strategy}', source: 'node' },
  { line: 'DELETE /api/connection-templates/{strategy}', source: 'node' },
  { line: 'DELETE /api/tenants/{tenant-name}', source: 'node' },
];
