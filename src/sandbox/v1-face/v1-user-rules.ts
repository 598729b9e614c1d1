import { randomBytes } from 'node:crypto';
import { isJsonObject, objectAt, textAt, without, type JsonObject } from '../json-value.js';
import { neededText } from './v1-operation.js';
import { badRequest } from './v1-refusal.js';
import type { V1Connection, V1Store, V1User } from './v1-store.js';

/** Root fields of a new user that are not metadata: those in documents and SDKs, and the names that they fill. */
const known = 'email email_verified username phone_number name nickname given_name family_name picture'.split(
  ' ',
);

/** Root fields that are not metadata. No answer shows `connection` and `password`. */
const notMetadata = [...known, 'connection', 'password', 'blocked', 'metadata'];

/**
 * Creates a user. Every unknown root attribute is metadata (S1); a `metadata` object is the metadata itself
 * (seed).
 *
 * @throws V1Refusal 400 for an unknown or unfit connection, a missing field, and a taken address or user name: a
 * 500 was once seen for that; node treats a 409 as success elsewhere
 */
export function newV1User(store: V1Store, body: JsonObject): V1User {
  const connection = store.connections.get(neededText(body, 'connection'));
  if (connection === undefined) throw badRequest('The connection does not exist.');
  for (const key of neededFields(connection)) neededText(body, key);
  refuseTaken(store, body, { connection: connection.name });
  const _id = newMongoId(store);
  const at = timestamp(store);
  const { strategy: provider, name } = connection;
  const blocked = body['blocked'];
  const password = textAt(body, 'password');
  return {
    _id,
    user_id: `${provider}|${_id}`,
    profile: { ...(provider === 'sms' ? {} : { email_verified: false }), ...profileIn(body) },
    account: typeof blocked === 'boolean' ? { blocked } : {},
    identities: [{ user_id: _id, provider, connection: name, isSocial: false }],
    metadata: { ...objectAt(body, 'metadata'), ...metadataIn(body) },
    ...(password === undefined ? {} : { password }),
    created_at: at,
    updated_at: at,
  };
}

/** A changed copy with a new `updated_at`. */
export function changedUser(store: V1Store, user: V1User, change: Partial<V1User>): V1User {
  return { ...user, ...change, updated_at: timestamp(store) };
}

/**
 * Makes sure that no other user of the connection has the address, user name or phone number.
 *
 * @throws V1Refusal 400
 */
export function refuseTaken(
  { users }: V1Store,
  body: JsonObject,
  { connection, own }: { readonly connection: string; readonly own?: string },
): void {
  for (const key of ['email', 'username', 'phone_number']) {
    const value = textAt(body, key)?.toLowerCase();
    const holder = [...users.values()].find(
      (user) =>
        value !== undefined &&
        mainConnection(user) === connection &&
        textAt(user.profile, key)?.toLowerCase() === value,
    );
    if (holder !== undefined && holder.user_id !== own) throw badRequest('The user already exists.');
  }
}

/** Name of the connection of the main identity. */
export function mainConnection({ identities }: V1User): string {
  return textAt(identities[0] ?? {}, 'connection') ?? '';
}

export function timestamp({ now }: V1Store): string {
  return new Date(now()).toISOString();
}

/** Mongo's format: the seconds, then random digits. */
function newMongoId({ now }: V1Store): string {
  const seconds = Math.floor(now() / 1000).toString(16);
  return `${seconds.padStart(8, '0')}${randomBytes(8).toString('hex')}`;
}

/** @throws V1Refusal 400 for a connection whose users cannot be created here */
function neededFields({ strategy, options }: V1Connection): readonly string[] {
  if (strategy === 'sms') return ['phone_number'];
  if (strategy === 'email') return ['email'];
  if (strategy !== 'auth0') throw badRequest('Users of this connection are not made here.');
  return ['email', 'password', ...(options['requires_username'] === true ? ['username'] : [])];
}

function profileIn(body: JsonObject): JsonObject {
  const sent = known.filter((key) => body[key] !== undefined).map((key) => [key, body[key] ?? null] as const);
  return Object.fromEntries(sent);
}

function metadataIn(body: JsonObject): JsonObject {
  const rest = without(body, notMetadata);
  const { metadata } = body;
  return metadata === undefined || metadata === null || isJsonObject(metadata) ? rest : { ...rest, metadata };
}
