import { createHash } from 'node:crypto';
import { textAt } from '../json-value.js';
import type { JsonObject } from '../json-value.js';
import { UserIndex } from './user-index.js';
import type { Identity, UserRecord } from './user-record.js';
import { userView } from './user-view.js';

/** Options of a user store. */
export interface UserStoreOptions {
  readonly now: () => number;
  /** How long a write stays invisible to search, in milliseconds. */
  readonly indexLagMs: number;
  /** Whether users have a `v2_id`. */
  readonly typedIds: boolean;
}

/**
 * The users of a tenant. Reads by id and by e-mail are immediate; search reads the lagging index. Passwords are
 * stored in plain text, so that a test can prove a change: a sandbox holds no real ones.
 */
export class UserStore {
  readonly #users = new Map<string, UserRecord>();
  readonly #passwords = new Map<string, string>();
  readonly #index: UserIndex;
  readonly #idsBehind = new Map<string, string>();

  constructor(private readonly options: UserStoreOptions) {
    this.#index = new UserIndex(options.indexLagMs, options.now);
  }

  get(userId: string): UserRecord | undefined {
    return this.#users.get(userId);
  }

  /** The user_id of the user with this `v2_id`. */
  idBehind(v2Id: string): string | undefined {
    return this.#idsBehind.get(v2Id);
  }

  all(): UserRecord[] {
    return [...this.#users.values()];
  }

  /** Writes a user; search sees it after the lag. */
  put(user: UserRecord): UserRecord {
    const stored = this.#store(user);
    this.#index.note(user.user_id, userView(stored));
    return stored;
  }

  /** Writes a user as if long ago: search sees it at once, whatever the lag. */
  seed(user: UserRecord): UserRecord {
    const stored = this.#store(user);
    this.#index.settle(user.user_id, userView(stored));
    return stored;
  }

  /** Removes a user, but not the passwords of its identities: an identity may live on in another user. */
  remove(userId: string): boolean {
    this.#index.note(userId, undefined);
    this.#idsBehind.delete(this.get(userId)?.v2_id ?? '');
    return this.#users.delete(userId);
  }

  /** Removes a user and the passwords of its identities. */
  erase(userId: string): boolean {
    for (const identity of this.get(userId)?.identities ?? []) this.#passwords.delete(passwordKey(identity));
    return this.remove(userId);
  }

  /** The users in the search index now, in v2's form. */
  indexed(): JsonObject[] {
    return this.#index.visible();
  }

  /** Compares case-sensitively with the e-mail of the main profile (official: users-by-email). */
  byEmail(email: string): UserRecord[] {
    return this.all().filter((user) => user.profile['email'] === email);
  }

  /** The user with an identity in the connection whose own profile has this value under the key. */
  byProfile(connection: string, key: string, value: string): UserRecord | undefined {
    return this.all().find((user) =>
      user.identities.some(
        (identity, index) =>
          identity.connection === connection &&
          textAt(index === 0 ? user.profile : (identity.profileData ?? {}), key) === value,
      ),
    );
  }

  setPassword(identity: Identity, password: string): void {
    this.#passwords.set(passwordKey(identity), password);
  }

  passwordOf(identity: Identity): string | undefined {
    return this.#passwords.get(passwordKey(identity));
  }

  /** Whether the user's identity in this connection has this password. */
  passwordIs(userId: string, connection: string, password: string): boolean {
    const identity = this.get(userId)?.identities.find((one) => one.connection === connection);
    return identity !== undefined && this.#passwords.get(passwordKey(identity)) === password;
  }

  #store(user: UserRecord): UserRecord {
    const stored = this.options.typedIds ? { ...user, v2_id: typedId(user.user_id) } : user;
    if (stored.v2_id !== undefined) this.#idsBehind.set(stored.v2_id, stored.user_id);
    this.#users.set(stored.user_id, stored);
    return stored;
  }
}

/** `usr_` and 24 digits: those of the id if it has them (sample in the official OpenAPI), else a hash (inferred). */
function typedId(userId: string): string {
  const digits = /\|([0-9a-f]{24})$/.exec(userId)?.[1];
  return `usr_${digits ?? createHash('sha1').update(userId).digest('hex').slice(0, 24)}`;
}

function passwordKey(identity: Identity): string {
  return JSON.stringify([identity.connection, identity.user_id]);
}
