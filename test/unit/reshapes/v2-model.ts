import { objectFrom, sent } from './json-arbitrary.js';
import type { Json, JsonObject } from './json-arbitrary.js';

/** What v2 does with a null inside a value is not known: the model covers both. */
export type NestedNulls = 'stored' | 'dropped';

export interface V2User {
  app_metadata?: JsonObject;
  user_metadata?: JsonObject;
}

const refused = new Set(
  (
    '__tenant,_id,blocked,clientID,created_at,email_verified,email,globalClientID,global_client_id,identities,' +
    'lastIP,lastLogin,loginsCount,metadata,multifactor_last_modified,multifactor,updated_at,user_id'
  ).split(','),
);

/** Metadata in v2: a first-level merge, null removes a key, `{}` removes all, and some keys are refused. */
export class V2Model {
  user: V2User = {};

  constructor(private readonly nestedNulls: NestedNulls) {}

  patch(body: unknown): void {
    const { app_metadata: app, user_metadata: user, ...rest } = sent(body) as V2User;
    if (Object.keys(rest).length > 0) throw new Error(`v2 refuses ${Object.keys(rest).join()}`);
    if (app === undefined && user === undefined) throw new Error('v2 refuses an empty body');
    for (const key of Object.keys(app ?? {})) {
      if (refused.has(key)) throw new Error(`v2 refuses app_metadata.${key}`);
    }
    if (app !== undefined) this.#merge('app_metadata', app);
    if (user !== undefined) this.#merge('user_metadata', user);
  }

  /** Creates a user with the same checks; null members of metadata are not set. */
  create(body: JsonObject): void {
    this.user = {};
    const { app_metadata: app, user_metadata: user, ...profile } = sent(body);
    for (const [key, value] of Object.entries(profile)) {
      if (value === null) throw new Error(`v2 refuses ${key}: null`);
    }
    if (app === undefined && user === undefined) return;
    this.patch({ ...(app && { app_metadata: app }), ...(user && { user_metadata: user }) });
  }

  #merge(name: keyof V2User, patch: JsonObject): void {
    checkKeys(patch);
    if (Object.keys(patch).length === 0) {
      Reflect.deleteProperty(this.user, name);
      return;
    }
    const merged = new Map(Object.entries(this.user[name] ?? {}));
    for (const [key, value] of Object.entries(patch)) {
      if (value === null) merged.delete(key);
      else merged.set(key, reordered(this.nestedNulls === 'dropped' ? withoutNulls(value) : value));
    }
    this.user = { ...this.user, [name]: objectFrom([...merged]) };
  }
}

/** The value without object members that are null, at any depth; elements of arrays stay. */
export function withoutNulls<T extends Json>(value: T): T {
  if (Array.isArray(value)) return value.map(withoutNulls) as T;
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([, child]) => child !== null);
  return objectFrom(members.map(([key, child]) => [key, withoutNulls(child)] as const)) as T;
}

/** The same value with its members in reverse order, because v2 guarantees no order. */
function reordered(value: Json): Json {
  if (Array.isArray(value)) return value.map(reordered);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).reverse();
  return objectFrom(members.map(([key, child]) => [key, reordered(child)] as const));
}

/** Refuses dots and a leading `$` (official), and other keys that do not survive a JavaScript server. */
function checkKeys(value: Json): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, child] of Object.entries(value)) {
    if (!Array.isArray(value) && /^$|^__proto__$|^\$|[.\0]/.test(key)) {
      throw new Error(`v2 refuses the key ${JSON.stringify(key)}`);
    }
    checkKeys(child);
  }
}
