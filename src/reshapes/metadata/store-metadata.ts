import { setOwn, type JsonObject } from '../../syntax/json-object.js';
import { GatewayError } from '../../errors/gateway-error.js';
import { fingerprint, isNullMarker, toStored } from './kept-nulls.js';
import { isMarkerKey, markerKey, noopKey, storedKey } from './metadata-key.js';
import type { ReshapeContext } from '../reshape.js';

type Settings = ReshapeContext['settings'];

/** The metadata part of a body for `PATCH` or `POST /api/v2/users`. */
export interface MetadataBody {
  app_metadata?: JsonObject;
  user_metadata?: JsonObject;
}

/** The two metadata objects while they are being written. */
export interface Bags {
  readonly app: JsonObject;
  readonly user: JsonObject;
}

export interface Entry {
  readonly name: string;
  readonly value: unknown;
}

/**
 * Writes one first-level key and its marker for v2's merge. Null removes the previous value or marker.
 *
 * @param entry in v1's spelling
 */
function mergeEntry(bag: JsonObject, { name, value }: Entry, nulls: Settings['nulls']): void {
  const stored = toStored(value, nulls === 'preserve');
  setOwn(bag, storedKey(name, 'first'), stored.value ?? null);
  if (nulls === 'preserve') setOwn(bag, markerKey(name), markerOf(stored));
}

/** Writes one first-level key of a new user, and its marker if needed. There is nothing to remove. */
export function createEntry(bag: JsonObject, { name, value }: Entry, nulls: Settings['nulls']): void {
  const stored = toStored(value, nulls === 'preserve');
  const marker = markerOf(stored);
  if (stored.value !== undefined) setOwn(bag, storedKey(name, 'first'), stored.value);
  if (marker !== null) setOwn(bag, markerKey(name), marker);
}

/** Whether a user with an id_token asks. Such a token can write only user_metadata (migration guide). */
export function isUser({ caller }: ReshapeContext): boolean {
  return caller.kind === 'user';
}

/**
 * A v1 bag as a merge. Keys of `userMetadataKeys` go to user_metadata, and their old values in app_metadata are
 * removed, because app_metadata wins when the bag is shown. A user with an id_token writes only user_metadata.
 */
export function mergeBags(metadata: JsonObject, context: ReshapeContext): Bags {
  const { settings } = context;
  const byUser = isUser(context);
  const bags: Bags = { app: {}, user: {} };
  for (const [name, value] of Object.entries(metadata)) {
    const inUser = byUser || settings.userMetadataKeys.includes(name);
    mergeEntry(inUser ? bags.user : bags.app, { name, value }, settings.nulls);
    if (!inUser || byUser) continue;
    setOwn(bags.app, storedKey(name, 'first'), null);
    if (settings.nulls === 'preserve') setOwn(bags.app, markerKey(name), null);
  }
  return bags;
}

/** A body for PATCH. It always has an object, and never an empty one, which would remove everything. */
export function patchBody(bags: Bags, context: ReshapeContext): MetadataBody {
  const body = bodyOf(bags);
  if (Object.keys(body).length > 0) return body;
  const noop = { [noopKey]: null };
  return isUser(context) ? { user_metadata: noop } : { app_metadata: noop };
}

/**
 * The body with the bags that are not empty.
 *
 * @throws GatewayError `body-too-large`
 */
export function bodyOf({ app, user }: Bags): MetadataBody {
  if (lettersOfPlaces(app) + lettersOfPlaces(user) > mostLetters) throw tooManyPlaces();
  const body: MetadataBody = {};
  if (Object.keys(app).length > 0) body.app_metadata = app;
  if (Object.keys(user).length > 0) body.user_metadata = user;
  return body;
}

/** Limit for the null places. Otherwise a megabyte of nulls below one long name would become many gigabytes. */
const mostLetters = 1024 * 1024;

/** Characters of all null places together, which are counted before any is written. */
function lettersOfPlaces(bag: JsonObject): number {
  let letters = 0;
  for (const [key, marker] of Object.entries(bag)) {
    if (!isMarkerKey(key) || !isNullMarker(marker)) continue;
    for (const place of marker.places) letters += place.length;
  }
  return letters;
}

function tooManyPlaces(): GatewayError {
  const message = `with the places of its nulls, which are kept beside the metadata, it has more than ${mostLetters} bytes.`;
  return new GatewayError('body-too-large', { message });
}

function markerOf({ value, places }: ReturnType<typeof toStored>): JsonObject | null {
  return places.length === 0 ? null : { places, of: fingerprint(value) };
}
