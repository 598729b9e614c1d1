/** What is wrong with a request; the rest of it is the request that succeeds. */
export type Fault =
  | 'without a token'
  | 'as an app client'
  | 'of something unknown'
  | 'without a body'
  | 'with a callback that is no name'
  /** For lines that are gone. */
  | 'as it was';

export type RouteRefusal = readonly [fault: Fault, status: number, error: string];

const unknownUser = ['of something unknown', 404, 'inexistent_user'] as const;
const unknownConnection = ['of something unknown', 404, 'inexistent_connection'] as const;
const unknownClient = ['of something unknown', 404, 'inexistent_client'] as const;
const unknownRule = ['of something unknown', 404, 'inexistent_rule'] as const;
const unknownDevice = ['of something unknown', 404, 'inexistent_device'] as const;
const unknownTemplate = ['of something unknown', 404, 'inexistent_email_template'] as const;
const withoutToken = ['without a token', 401, 'invalid_token'] as const;
const withoutBody = ['without a body', 400, 'invalid_request'] as const;
const asApp = ['as an app client', 401, 'unauthorized_client'] as const;
const badCallback = ['with a callback that is no name', 400, 'invalid_request'] as const;
const gone = ['as it was', 501, 'not_implemented'] as const;

/** By line of the map, including lines that are gone. */
export const routeRefusals: Readonly<Record<string, RouteRefusal>> = {
  // Users.
  'GET /api/users': withoutToken,
  'GET /api/connections/{connection-name}/users': withoutToken,
  'GET /api/clients/{client-id}/users': unknownClient,
  'GET /api/socialconnections/users': withoutToken,
  'GET /api/enterpriseconnections/users': withoutToken,
  'GET /api/users/{user_id}': unknownUser,
  // Every other refusal is a script as well.
  'GET /api/users/{user_id}?cbx': badCallback,
  'GET /api/users/{user_id}/metadata': unknownUser,
  'GET /api/users/{user_id}/devices': withoutToken,
  'GET /api/users/{user_id}/logs': withoutToken,
  'POST /api/users': withoutBody,
  'PUT /api/users/{user_id}': unknownUser,
  'PUT /api/users/{user_id}/metadata': unknownUser,
  'PATCH /api/users/{user_id}/metadata': unknownUser,
  'PUT /api/users/{user_id}/email': unknownUser,
  'PUT /api/users/{user_id}/password': unknownUser,
  'PUT /api/users/{email}/password': unknownUser,
  'PATCH /api/users/{user_id}': unknownUser,
  'POST /api/users/{user_id}/send_verification_email': unknownUser,
  'POST /api/users/send_verification_email': withoutBody,
  'POST /api/users/{user_id}/change_password_ticket': unknownUser,
  'POST /api/users/{user_id}/verification_ticket': unknownUser,
  'DELETE /api/users/{user_id}': unknownUser,
  'DELETE /api/users': asApp,
  'DELETE /api/users/{user_id}/publickey': unknownDevice,
  'DELETE /api/users/{user_id}/public_key': unknownDevice,
  'DELETE /api/users/{user_id}/refresh_tokens/{refresh_token}': unknownUser,
  'POST /api/users/{user_id}/publickey': gone,
  'POST /api/users/{user_id}/public_key': gone,
  'POST /users/{user_id}/impersonate': gone,
  'POST /unlink': withoutBody,
  'POST /login/unlink': withoutBody,
  'GET /public/api/users/validate_userpassword?cbx': badCallback,
  'POST /public/api/users/validate_userpassword': withoutBody,
  'POST /api/users/validate_userpassword': withoutBody,

  // Connections.
  'GET /api/connections': withoutToken,
  'GET /api/connections/{connection-name}': unknownConnection,
  'GET /api/connections/{connection-name}/socket': unknownConnection,
  'POST /api/connections': withoutBody,
  'PUT /api/connections/{connection-name}': unknownConnection,
  'DELETE /api/connections/{connection-name}': unknownConnection,

  // Clients.
  'GET /api/clients': withoutToken,
  'GET /api/clients?userId': withoutToken,
  'GET /api/clients/{client-id}': unknownClient,
  'POST /api/clients': asApp,
  'PUT /api/clients/{client-id}': unknownClient,
  'PATCH /api/clients/{client-id}': unknownClient,
  'DELETE /api/clients/{client-id}': unknownClient,

  // Rules.
  'GET /api/rules': withoutToken,
  'GET /api/rules/{rule-name}': unknownRule,
  'POST /api/rules': withoutBody,
  'PUT /api/rules/{rule-name}': unknownRule,
  'DELETE /api/rules/{rule-name}': unknownRule,
  'GET /api/rules-configs': withoutToken,
  'POST /api/rules-configs': withoutBody,
  'PUT /api/rules-configs/{config-key}': withoutBody,
  'DELETE /api/rules-configs/{config-key}': withoutToken,

  // E-mail templates.
  'GET /api/emails/{email-template}': unknownTemplate,
  'PUT /api/emails/{email-template}': withoutToken,
  'POST /api/emails': withoutBody,

  // Logs.
  'GET /api/logs': asApp,
  'GET /api/logs?take': asApp,
  'GET /api/logs?from': withoutToken,
  'GET /api/logs/{log_id}': ['of something unknown', 404, 'inexistent_log'],

  // Named only by node's SDK.
  'GET /api/strategies': gone,
  'GET /api/connection-templates/{strategy}': gone,
  'PUT /api/connection-templates/{strategy}': gone,
  'DELETE /api/connection-templates/{strategy}': gone,
  'DELETE /api/tenants/{tenant-name}': gone,
};
