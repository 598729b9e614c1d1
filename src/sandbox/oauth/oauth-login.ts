import { strategyKind } from '../connections/connection-record.js';
import type { JsonObject } from '../json-value.js';
import { textAt } from '../json-value.js';
import { OAuthError } from './oauth-error.js';
import type { Tenant } from '../tenant.js';
import type { UserRecord } from '../users/user-record.js';

/** The tenant's default directory, used by the grant `password`. */
export const defaultDirectory = 'Username-Password-Authentication';

/** A login: the user, the connection and the client. */
export interface LoginAttempt {
  readonly clientId: string;
  readonly realm: string;
  readonly username: string;
  readonly password: string;
  readonly ip: string;
}

/**
 * Checks a user's password, and records the login in the user and in the log.
 *
 * @throws OAuthError 400 (no such realm for this client), 403 `invalid_grant` (recorded), 403 for a blocked user
 */
export function login(tenant: Tenant, attempt: LoginAttempt): UserRecord {
  const { realm, username, password } = attempt;
  const connection = tenant.connections.byName(realm);
  const usable = connection !== undefined && strategyKind(connection.strategy) === 'database';
  if (!usable || !connection.enabledClients.has(attempt.clientId)) {
    throw new OAuthError(400, 'invalid_request', 'unknown or disabled connection');
  }
  const user =
    tenant.users.byProfile(realm, 'email', username.toLowerCase()) ??
    tenant.users.byProfile(realm, 'username', username);
  if (user === undefined || !tenant.users.passwordIs(user.user_id, realm, password)) {
    note(tenant, attempt, { type: 'fp', description: 'Wrong email or password.' });
    throw new OAuthError(403, 'invalid_grant', 'Wrong email or password.');
  }
  if (user.account.blocked === true) throw new OAuthError(403, 'unauthorized', 'user is blocked');
  note(tenant, attempt, { type: 's', description: null, user_id: user.user_id });
  return tenant.users.put({
    ...user,
    account: {
      ...user.account,
      last_login: tenant.timestamp(),
      last_ip: attempt.ip,
      logins_count: (user.account.logins_count ?? 0) + 1,
    },
  });
}

/** The OIDC claims of a user, for the id_token and /userinfo. */
export function userClaims(view: JsonObject): JsonObject {
  const claims: JsonObject = {};
  for (const key of [
    'nickname',
    'name',
    'picture',
    'updated_at',
    'email',
    'email_verified',
    'given_name',
    'family_name',
  ]) {
    const value = view[key];
    if (value !== undefined) claims[key] = value;
  }
  return { ...claims, sub: textAt(view, 'user_id') ?? '' };
}

function note(tenant: Tenant, attempt: LoginAttempt, entry: JsonObject & { type: string }): void {
  const connection = tenant.connections.byName(attempt.realm);
  const client = tenant.clients.get(attempt.clientId);
  tenant.logs.add({
    ...entry,
    connection: attempt.realm,
    connection_id: connection?.id ?? null,
    client_id: attempt.clientId,
    client_name: client === undefined ? null : (textAt(client.body, 'name') ?? null),
    ip: attempt.ip,
    user_name: attempt.username,
    strategy: 'auth0',
    strategy_type: 'database',
  });
}
