import type { JsonObject } from '../json-value.js';
import { textAt } from '../json-value.js';
import type { Tenant } from '../tenant.js';
import type { Identity, UserRecord } from './user-record.js';
import { mainIdentity } from './user-record.js';
import { V2Error } from '../v2-error.js';

/** The account to be linked. */
export interface SecondaryAccount {
  readonly provider: string;
  /** With or without the provider's prefix (recorded: both work). */
  readonly userId: string;
  readonly connectionId?: string;
}

/**
 * Moves another user's identities to this user. The other user is removed; its metadata is lost (official).
 *
 * @throws V2Error 400 or 409, texts of the official OpenAPI
 */
export function linkUser(tenant: Tenant, primary: UserRecord, account: SecondaryAccount): UserRecord {
  const bareId = bare(account.provider, account.userId);
  if (hasIdentity(primary, account.provider, bareId)) {
    const main = mainIdentity(primary);
    if (main.provider === account.provider && main.user_id === bareId) {
      throw new V2Error(400, 'Main identity and the new one are the same.', 'invalid_body');
    }
    throw new V2Error(409, 'Specified identity already exists.', 'identity_conflict');
  }
  checkConnection(tenant, account);
  const secondary = tenant.users.get(`${account.provider}|${bareId}`);
  if (secondary === undefined)
    throw new V2Error(400, 'Provided secondary account not found.', 'invalid_body');
  const joined = secondary.identities.map((identity, index) =>
    index === 0 ? { ...identity, profileData: secondary.profile } : identity,
  );
  tenant.users.remove(secondary.user_id);
  return tenant.users.put({
    ...primary,
    identities: [...primary.identities, ...joined],
    updated_at: tenant.timestamp(),
  });
}

/**
 * Removes an identity, which becomes a user of its own (official). The id must have no prefix: with the provider's
 * prefix the real API answers 200 and changes nothing (recorded 2019), and so does this.
 *
 * @throws V2Error 400 for the main identity
 */
export function unlinkUser(tenant: Tenant, user: UserRecord, identity: SecondaryAccount): UserRecord {
  const matches = (one: Identity): boolean =>
    one.provider === identity.provider && one.user_id === identity.userId;
  if (matches(mainIdentity(user))) throw new V2Error(400, 'Main identity cannot be removed.', 'invalid_uri');
  const removed = user.identities.find(matches);
  if (removed === undefined) return user;
  const { profileData = {}, ...facts } = removed;
  const at = tenant.timestamp();
  tenant.users.put({
    user_id: `${facts.provider}|${facts.user_id}`,
    created_at: at,
    updated_at: at,
    profile: profileData,
    account: {},
    identities: [facts],
  });
  return tenant.users.put({
    ...user,
    identities: user.identities.filter((one) => one !== removed),
    updated_at: at,
  });
}

/**
 * Reads the account that the body names by value. The caller reads `link_with`, because it can check a JWT.
 *
 * @throws V2Error 400 `invalid_body`
 */
export function accountOf(body: JsonObject): SecondaryAccount {
  const userId = body['user_id'];
  const provider = textAt(body, 'provider');
  if (provider === undefined || (typeof userId !== 'string' && typeof userId !== 'number')) {
    const missing = provider === undefined ? 'provider' : 'user_id';
    throw new V2Error(
      400,
      `Payload validation error: 'Missing required property: ${missing}'.`,
      'invalid_body',
    );
  }
  const connectionId = textAt(body, 'connection_id');
  return { provider, userId: String(userId), ...(connectionId === undefined ? {} : { connectionId }) };
}

function checkConnection(tenant: Tenant, account: SecondaryAccount): void {
  const { connectionId, provider } = account;
  const connection =
    connectionId === undefined
      ? tenant.connections.all().find((one) => one.strategy === provider)
      : tenant.connections.get(connectionId);
  if (connection?.strategy !== provider) {
    throw new V2Error(400, 'The provider/connection is not configured.', 'invalid_body');
  }
}

function hasIdentity(user: UserRecord, provider: string, bareId: string): boolean {
  return user.identities.some((identity) => identity.provider === provider && identity.user_id === bareId);
}

function bare(provider: string, userId: string): string {
  return userId.startsWith(`${provider}|`) ? userId.slice(provider.length + 1) : userId;
}
