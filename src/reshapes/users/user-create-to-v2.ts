import { asJsonObject, isJsonObject, setOwn, type JsonObject } from '../../syntax/json-object.js';
import type { ReshapeContext } from '../reshape.js';
import { bodyOf, createEntry } from '../metadata/store-metadata.js';

/** Root fields that v1 knew and v2 accepts on create. Every other root key of v1's body is metadata. */
export const profileFields: ReadonlySet<string> = new Set([
  'connection',
  'email',
  'password',
  'user_id',
  'username',
  'phone_number',
  'email_verified',
  'blocked',
  'name',
  'nickname',
  'given_name',
  'family_name',
  'picture',
]);

/**
 * Fields whose empty text v2 refuses and v1 accepted: v1's documents create users of an sms connection with an empty
 * e-mail address and an empty password. If v2 requires a field that is left out, its own refusal is the better
 * answer.
 */
const emptyIsAbsent: ReadonlySet<string> = new Set([
  'email',
  'password',
  'username',
  'phone_number',
  'name',
  'nickname',
  'given_name',
  'family_name',
  'picture',
]);

/** Root objects that hold metadata themselves, lowest first. Other unknown root keys are written over them. */
const wrappers = ['app_metadata', 'metadata'] as const;

/**
 * v1's POST user as v2's.
 *
 * A `metadata` object is the bag itself, as v1 stored it. `app_metadata` and `user_metadata` objects, sent by clients
 * from the years with both versions, have v2's meaning. As ordinary keys they would be shown one level too deep, and
 * a rule that reads `user.app_metadata` would not find them.
 *
 * @param input the v1 body
 * @returns the body of `POST /api/v2/users`
 * @throws GatewayError `input-invalid` when metadata are nested too deep
 */
export function userCreateToV2(input: unknown, { settings }: ReshapeContext): JsonObject {
  const body = asJsonObject(input);
  const profile: JsonObject = {};
  const bag: JsonObject = {};
  for (const wrapper of wrappers) lay(bag, body[wrapper]);
  for (const [key, value] of Object.entries(body)) {
    if (profileFields.has(key)) {
      if (isTaken(key, value)) profile[key] = value;
    } else if (!isWrapper(key, value)) setOwn(bag, key, value);
  }
  const userBag: JsonObject = {};
  lay(userBag, body['user_metadata']);
  const bags = { app: {}, user: {} };
  for (const [name, value] of Object.entries(bag)) {
    if (settings.userMetadataKeys.includes(name)) setOwn(userBag, name, value);
    else createEntry(bags.app, { name, value }, settings.nulls);
  }
  for (const [name, value] of Object.entries(userBag))
    createEntry(bags.user, { name, value }, settings.nulls);
  return { ...profile, ...bodyOf(bags) };
}

/** Whether v2 accepts this value of a new user's profile field; otherwise the field is left out. */
export function isTaken(key: string, value: unknown): boolean {
  return value !== null && !(value === '' && emptyIsAbsent.has(key));
}

/** A null counts as absent. A text or a number under such a name is ordinary metadata. */
function isWrapper(key: string, value: unknown): boolean {
  const named = key === 'metadata' || key === 'app_metadata' || key === 'user_metadata';
  return named && (value === null || isJsonObject(value));
}

function lay(target: JsonObject, source: unknown): void {
  for (const [key, value] of Object.entries(asJsonObject(source))) setOwn(target, key, value);
}
