import { strategyKind } from '../connections/connection-record.js';
import type { JsonObject } from '../json-value.js';
import { objectAt, textAt, without } from '../json-value.js';
import { checkMetadata, mergeMetadata } from './metadata.js';
import { checkPassword } from './password-policy.js';
import type { Tenant } from '../tenant.js';
import type { UserRecord } from './user-record.js';
import { mainIdentity, profileKeys } from './user-record.js';
import { checkUpdate } from './user-update-rules.js';
import type { UpdateTarget } from './user-update-rules.js';
import { V2Error } from '../v2-error.js';

/**
 * Applies a body whose shape `PATCH /users/{id}` has checked.
 *
 * @throws V2Error 400 if the connection or the combination of fields does not allow it (`user-update-rules.ts`)
 */
export function updateUser(tenant: Tenant, user: UserRecord, body: JsonObject): UserRecord {
  const target = updateTarget(tenant, user, textAt(body, 'connection'));
  checkUpdate(tenant, target, body);
  checkMetadata(body);
  const password = textAt(body, 'password');
  if (password !== undefined) {
    checkPassword(password, objectAt(target.connection?.body ?? {}, 'options') ?? {});
    tenant.users.setPassword(target.identity, password);
  }
  const updated = withMetadata(withProfile(tenant, user, { target, body }), body);
  tenant.users.put(updated);
  sendMail(tenant, updated, body);
  return updated;
}

/** Without `connection` the main identity is changed; a secondary one must be named (official). */
export function updateTarget(tenant: Tenant, user: UserRecord, name: string | undefined): UpdateTarget {
  if (name !== undefined && tenant.connections.byName(name) === undefined) {
    throw new V2Error(400, 'The connection does not exist.', 'inexistent_connection');
  }
  const found = name === undefined ? 0 : user.identities.findIndex((one) => one.connection === name);
  const identity = found === 0 ? mainIdentity(user) : user.identities[found];
  if (identity === undefined) {
    throw new V2Error(400, 'Connection is not supported for this operation.', 'operation_not_supported');
  }
  const connection = tenant.connections.byName(identity.connection);
  return { identity, index: found, connection, kind: strategyKind(identity.provider) };
}

function withProfile(
  tenant: Tenant,
  user: UserRecord,
  change: { readonly target: UpdateTarget; readonly body: JsonObject },
): UserRecord {
  const { target, body } = change;
  const at = tenant.timestamp();
  const { blocked } = body;
  const account = {
    ...user.account,
    ...(typeof blocked === 'boolean' ? { blocked } : {}),
    ...(textAt(body, 'password') === undefined ? {} : { last_password_reset: at }),
  };
  if (target.index === 0) {
    return { ...user, profile: patchProfile(user.profile, body), account, updated_at: at };
  }
  const identities = user.identities.map((identity, index) =>
    index === target.index
      ? { ...identity, profileData: patchProfile(identity.profileData ?? {}, body) }
      : identity,
  );
  return { ...user, identities, account, updated_at: at };
}

/**
 * Null unsets a field (official). A new e-mail or phone number is unverified unless the body says otherwise. No
 * source tells what the real API does; this choice exposes a caller who forgets to say.
 */
function patchProfile(profile: JsonObject, body: JsonObject): JsonObject {
  const sent = Object.fromEntries(Object.entries(body).filter(([key]) => profileKeys.includes(key)));
  const email = textAt(sent, 'email')?.toLowerCase();
  if (email !== undefined) sent['email'] = email;
  const changed: JsonObject = {};
  if (email !== undefined && email !== profile['email']) changed['email_verified'] = false;
  const phone = textAt(sent, 'phone_number');
  if (phone !== undefined && phone !== profile['phone_number']) changed['phone_verified'] = false;
  const unset = Object.keys(sent).filter((key) => sent[key] === null);
  return without({ ...profile, ...changed, ...sent }, unset);
}

function withMetadata(user: UserRecord, body: JsonObject): UserRecord {
  const { user_metadata: userBag, app_metadata: appBag, ...rest } = user;
  const sentUser = objectAt(body, 'user_metadata');
  const sentApp = objectAt(body, 'app_metadata');
  const mergedUser = sentUser === undefined ? userBag : mergeMetadata(userBag, sentUser);
  const mergedApp = sentApp === undefined ? appBag : mergeMetadata(appBag, sentApp);
  return {
    ...rest,
    ...(mergedUser === undefined ? {} : { user_metadata: mergedUser }),
    ...(mergedApp === undefined ? {} : { app_metadata: mergedApp }),
  };
}

function sendMail(tenant: Tenant, user: UserRecord, body: JsonObject): void {
  const email = textAt(body, 'email');
  if (email === undefined || body['verify_email'] !== true) return;
  tenant.mails.push({
    kind: 'verification_email',
    to: email.toLowerCase(),
    userId: user.user_id,
    at: tenant.timestamp(),
  });
}
