import type { ConnectionRecord, StrategyKind } from '../connections/connection-record.js';
import type { JsonObject } from '../json-value.js';
import { objectAt, textAt } from '../json-value.js';
import type { Tenant } from '../tenant.js';
import type { Identity } from './user-record.js';
import { V2Error } from '../v2-error.js';

/** The identity that an update changes. */
export interface UpdateTarget {
  readonly identity: Identity;
  /** 0 is the main identity. */
  readonly index: number;
  /** Undefined if the connection has been deleted. */
  readonly connection: ConnectionRecord | undefined;
  readonly kind: StrategyKind;
}

/** The pairs refused with 400 by `PATCH /users/{id}`, in the order of the official OpenAPI. */
const refusedPairs = [
  ['password', 'email'],
  ['password', 'email_verified'],
  ['username', 'email'],
  ['username', 'email_verified'],
  ['username', 'password'],
] as const;

/** Fields that belong to the identity provider unless profile sync is off. */
const rootProfile = ['family_name', 'given_name', 'name', 'nickname', 'picture'] as const;

/**
 * Rules of `PATCH /users/{id}` that involve more than one field. Texts: official OpenAPI; the errorCode of the
 * pairs is [issue] `operation_not_supported`.
 *
 * @throws V2Error 400
 */
export function checkUpdate(tenant: Tenant, target: UpdateTarget, body: JsonObject): void {
  for (const [one, other] of refusedPairs) {
    if (body[one] !== undefined && body[other] !== undefined) {
      throw refused(`Cannot update ${one} and ${other} simultaneously`);
    }
  }
  checkCredentials(target, body);
  checkRootProfile(target, body);
  checkClashes(tenant, target, body);
}

function checkCredentials(target: UpdateTarget, body: JsonObject): void {
  const { kind, identity } = target;
  if (body['email'] !== undefined && kind !== 'database' && identity.provider !== 'email') {
    throw refused('Cannot update email for non-database user.');
  }
  if (body['email_verified'] !== undefined && (kind === 'enterprise' || identity.provider === 'sms')) {
    throw refused('Email verification is not supported for enterprise users.');
  }
  const databaseOnly = body['password'] !== undefined || body['username'] !== undefined;
  const phone = body['phone_number'] !== undefined || body['phone_verified'] !== undefined;
  if (
    (databaseOnly && kind !== 'database') ||
    (phone && identity.provider !== 'sms' && kind !== 'database')
  ) {
    throw refused('Connection is not supported for this operation.');
  }
  const options = objectAt(target.connection?.body ?? {}, 'options') ?? {};
  if (body['username'] !== undefined && options['requires_username'] !== true) {
    throw new V2Error(400, 'Cannot set username for connection without requires_username.', 'invalid_body');
  }
}

function checkRootProfile(target: UpdateTarget, body: JsonObject): void {
  const touched = rootProfile.filter((key) => body[key] !== undefined);
  if (touched.length === 0) return;
  const names = `The following user attributes cannot be updated: ${touched.join(', ')}.`;
  if (target.index > 0) {
    throw refused(`${names} The specified connection belongs to a secondary identity.`);
  }
  const options = objectAt(target.connection?.body ?? {}, 'options') ?? {};
  const synced = options['set_user_root_attributes'] !== 'on_first_login';
  if ((target.kind === 'social' || target.kind === 'enterprise') && synced) {
    const must =
      'The connection must either be a database connection (using the Auth0 store), a passwordless connection ' +
      "(email or sms) or has disabled 'Sync user profile attributes at each login'.";
    throw refused(`${names} ${must}`);
  }
}

/** E-mail and username are unique within a connection. The text for the e-mail is not in the facts. */
function checkClashes(tenant: Tenant, target: UpdateTarget, body: JsonObject): void {
  const { connection } = target.identity;
  const taken = (key: string, value: string | undefined): boolean => {
    if (value === undefined) return false;
    const holder = tenant.users.byProfile(connection, key, value);
    return (
      holder !== undefined &&
      !holder.identities.some(
        (one) => one.connection === connection && one.user_id === target.identity.user_id,
      )
    );
  };
  if (taken('email', textAt(body, 'email')?.toLowerCase())) {
    throw new V2Error(400, 'The specified new email already exists', 'auth0_idp_error');
  }
  if (taken('username', textAt(body, 'username'))) {
    throw new V2Error(400, 'The username provided is in use already.', 'auth0_idp_error');
  }
}

function refused(message: string): V2Error {
  return new V2Error(400, message, 'operation_not_supported');
}
