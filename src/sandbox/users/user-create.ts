import type { ConnectionRecord } from '../connections/connection-record.js';
import { strategyKind } from '../connections/connection-record.js';
import type { JsonObject } from '../json-value.js';
import { objectAt, textAt } from '../json-value.js';
import { checkMetadata, mergeMetadata } from './metadata.js';
import { checkPassword } from './password-policy.js';
import type { Tenant } from '../tenant.js';
import type { Identity, UserRecord } from './user-record.js';
import { profileKeys } from './user-record.js';
import { V2Error } from '../v2-error.js';

/**
 * Creates a user from a body whose shape `POST /users` has checked; applies the rules of the connection.
 *
 * @throws V2Error 400 (unknown or unfit connection, missing or unfit field, weak password), 409 `auth0_idp_error`
 */
export function createUser(tenant: Tenant, body: JsonObject): UserRecord {
  const connection = tenant.connections.byName(textAt(body, 'connection') ?? '');
  if (connection === undefined) {
    throw new V2Error(400, 'The connection does not exist.', 'inexistent_connection');
  }
  checkNeeds(connection, body);
  checkMetadata(body);
  const profile = newProfile(body, connection);
  const identity: Identity = {
    connection: connection.name,
    user_id: textAt(body, 'user_id') || tenant.newUserId(),
    provider: connection.strategy,
    isSocial: false,
  };
  const user = newRecord(tenant, body, { profile, identity });
  checkUnique(tenant, user, connection.name);
  const password = textAt(body, 'password');
  if (password !== undefined) tenant.users.setPassword(identity, password);
  tenant.users.put(user);
  noteSignup(tenant, user, connection);
  announce(tenant, user, body);
  return user;
}

function newRecord(
  tenant: Tenant,
  body: JsonObject,
  made: { readonly profile: JsonObject; readonly identity: Identity },
): UserRecord {
  const at = tenant.timestamp();
  const blocked = body['blocked'];
  const user = mergeMetadata(undefined, objectAt(body, 'user_metadata') ?? {});
  const app = mergeMetadata(undefined, objectAt(body, 'app_metadata') ?? {});
  return {
    user_id: `${made.identity.provider}|${made.identity.user_id}`,
    created_at: at,
    updated_at: at,
    profile: made.profile,
    account: typeof blocked === 'boolean' ? { blocked } : {},
    identities: [made.identity],
    ...(user === undefined ? {} : { user_metadata: user }),
    ...(app === undefined ? {} : { app_metadata: app }),
  };
}

/** Recorded: e-mail and phone users start unverified; a database stores the e-mail in lower case (official). */
function newProfile(body: JsonObject, connection: ConnectionRecord): JsonObject {
  const profile: JsonObject = {};
  if (connection.strategy === 'sms') profile['phone_verified'] = false;
  else profile['email_verified'] = false;
  for (const key of profileKeys) {
    const value = body[key];
    if (value !== undefined) profile[key] = value;
  }
  const email = textAt(profile, 'email');
  if (email !== undefined) profile['email'] = email.toLowerCase();
  return profile;
}

function checkNeeds(connection: ConnectionRecord, body: JsonObject): void {
  const kind = strategyKind(connection.strategy);
  if (kind !== 'database' && kind !== 'passwordless') {
    const only = 'It must either be a database or passwordless connection.';
    throw new V2Error(
      400,
      `Connection does not support user creation through the API. ${only}`,
      'operation_not_supported',
    );
  }
  const needed =
    kind === 'database' ? ['email', 'password'] : [connection.strategy === 'sms' ? 'phone_number' : 'email'];
  const missing = needed.find((name) => body[name] === undefined);
  if (missing !== undefined)
    throw invalid(`Payload validation error: 'Missing required property: ${missing}'.`);
  if (kind === 'database') checkDatabaseNeeds(connection, body);
}

function checkDatabaseNeeds(connection: ConnectionRecord, body: JsonObject): void {
  const options = objectAt(connection.body, 'options') ?? {};
  const requiresUsername = options['requires_username'] === true;
  const username = body['username'];
  if (username !== undefined && !requiresUsername) {
    throw invalid('Cannot set username for connection without requires_username.');
  }
  if (username === undefined && requiresUsername) {
    throw invalid(`Missing username for ${connection.name} connection with requires_username enabled`);
  }
  checkPassword(textAt(body, 'password') ?? '', options);
}

function checkUnique(tenant: Tenant, user: UserRecord, connection: string): void {
  const clash = (key: string): boolean => {
    const value = textAt(user.profile, key);
    return value !== undefined && tenant.users.byProfile(connection, key, value) !== undefined;
  };
  if (tenant.users.get(user.user_id) !== undefined || clash('email') || clash('phone_number')) {
    throw new V2Error(409, 'The user already exists.', 'auth0_idp_error');
  }
  if (clash('username'))
    throw new V2Error(400, 'The username provided is in use already.', 'auth0_idp_error');
}

/** Official: a verification mail is sent, unless `verify_email` is false or the e-mail is verified already. */
function announce(tenant: Tenant, user: UserRecord, body: JsonObject): void {
  const email = textAt(user.profile, 'email');
  const wanted = body['verify_email'] ?? user.profile['email_verified'] !== true;
  const at = tenant.timestamp();
  if (email !== undefined && wanted === true) {
    tenant.mails.push({ kind: 'verification_email', to: email, userId: user.user_id, at });
  }
}

/** Recorded 2019: a user created through the API has an `ss` entry in the user's own log. */
function noteSignup(tenant: Tenant, user: UserRecord, connection: ConnectionRecord): void {
  tenant.logs.add({
    type: 'ss',
    description: '',
    connection: connection.name,
    connection_id: connection.id,
    user_id: user.user_id,
    user_name: textAt(user.profile, 'email') ?? textAt(user.profile, 'phone_number') ?? '',
    strategy: connection.strategy,
    strategy_type: strategyKind(connection.strategy),
  });
}

function invalid(message: string): V2Error {
  return new V2Error(400, message, 'invalid_body');
}
