import fc from 'fast-check';
import { metadataReplaceToV2 } from '../../src/reshapes/metadata/metadata-replace-to-v2.js';
import { metadataToV1 } from '../../src/reshapes/users/metadata-to-v1.js';
import type { ReshapeContext } from '../../src/reshapes/reshape.js';
import { userCreateToV2 } from '../../src/reshapes/users/user-create-to-v2.js';
import { userToV1 } from '../../src/reshapes/users/user-to-v1.js';
import { contextOf } from '../unit/reshapes/context.js';
import {
  frozen,
  keys,
  nativeKeys,
  objectFrom,
  sent,
  smallValues,
  type Json,
  type JsonObject,
} from '../unit/reshapes/json-arbitrary.js';
import { V2Model, withoutNulls, type V2User } from '../unit/reshapes/v2-model.js';
import { anyCharacter } from '../support/any-character.js';
import { trip, without } from './trip.js';

interface Created {
  readonly body: JsonObject;
  readonly provider: 'auth0' | 'sms';
  readonly nulls: 'preserve' | 'drop';
}

const objectId = '5d1668d58fbb120ea0c19799';
/** v1's own fields, which its create accepted (its documents and SDKs). */
const profileNames =
  'email password email_verified username phone_number name nickname given_name family_name picture blocked'.split(
    ' ',
  );
/** Fields that v2 refuses when they are empty. */
const emptyIsLeftOut = new Set(
  'username phone_number name nickname given_name family_name picture'.split(' '),
);
/** v1's clients read these names as v1's own fields of the user, never as metadata. */
const neverMetadata =
  'user_id _id email email_verified username phone_number clientID lastLogin loginsCount created_at updated_at blocked identities'.split(
    ' ',
  );
const wrappers = new Set(['connection', 'user_id', 'metadata', 'app_metadata', 'user_metadata']);

const emails = fc.constantFrom('jane@example.com', 'Jane.Doe@Example.com', 'ключ@example.com');
const texts = fc.oneof(
  fc.constantFrom<string | null>('', null, 'x', '😀'),
  fc.string({ unit: anyCharacter, maxLength: 8 }),
);
const profiles = fc.record(
  {
    email: emails,
    password: fc.constant('secret'),
    email_verified: fc.boolean(),
    username: texts,
    phone_number: texts,
    name: texts,
    nickname: texts,
    given_name: texts,
    family_name: texts,
    picture: texts,
    blocked: fc.option(fc.boolean()),
  },
  { requiredKeys: [] },
);
const someMetadata = fc
  .array(
    fc.tuple(
      fc.oneof({ weight: 3, arbitrary: keys }, fc.constantFrom(...neverMetadata, 'name', 'gender', 'locale')),
      smallValues,
    ),
    { maxLength: 4 },
  )
  .map((entries) => objectFrom(entries));
const newUsers: fc.Arbitrary<Created> = fc
  .record({
    profile: profiles,
    root: someMetadata,
    metadata: fc.option(someMetadata, { nil: undefined, freq: 3 }),
    provider: fc.constantFrom('auth0' as const, 'sms' as const),
    nulls: fc.constantFrom('preserve' as const, 'preserve' as const, 'drop' as const),
  })
  .map(({ profile, root, metadata, provider, nulls }) => {
    const other = Object.entries(root).filter(
      ([name]) => !wrappers.has(name) && !profileNames.includes(name),
    );
    const bag: [string, Json][] = metadata === undefined ? [] : [['metadata', metadata]];
    const body = objectFrom([['connection', 'db'], ...Object.entries(profile), ...other, ...bag]);
    return { body, provider, nulls };
  });

function createAndRead({ body, provider, nulls }: Created): unknown {
  const context = contextOf({ nulls });
  const v2 = new V2Model(nulls === 'drop' ? 'dropped' : 'stored');
  const wanted = frozen(userCreateToV2(frozen(sent(body)), context)) as JsonObject;
  v2.create(wanted);
  const profile = without(wanted, ['connection', 'password', 'app_metadata', 'user_metadata']);
  const { email } = profile;
  const stored = { ...profile, ...(typeof email === 'string' ? { email: email.toLowerCase() } : {}) };
  const user = { ...stored, ...sent(v2.user), user_id: `${provider}|${objectId}` };
  return sent(userToV1(frozen(user), context));
}

/** v1's answer: the metadata in the root, overridden by the profile. */
function createdInV1({ body, provider, nulls }: Created, lost: ReadonlySet<string>): unknown {
  const shown = new Map<string, Json>();
  const isNull = (value: Json) => lost.has('dropped-null') && nulls === 'drop' && value === null;
  const kept = (value: Json) => (lost.has('dropped-null') && nulls === 'drop' ? withoutNulls(value) : value);
  const lay = (entries: [string, Json][]) => {
    for (const [name, value] of entries) shown.set(name, value);
  };
  lay(Object.entries((body['metadata'] ?? {}) as JsonObject));
  lay(Object.entries(body).filter(([name]) => !wrappers.has(name) && !profileNames.includes(name)));
  for (const [name, value] of shown) {
    if (isNull(value)) shown.delete(name);
    else shown.set(name, kept(value));
  }
  for (const name of lost.has('profile-name') ? neverMetadata : ['user_id', '_id', 'identities'])
    shown.delete(name);
  for (const name of profileNames.filter((each) => each !== 'password' && Object.hasOwn(body, each))) {
    const value = body[name] as Json;
    const leftOut = value === null || (value === '' && emptyIsLeftOut.has(name));
    if (!leftOut || !lost.has('empty-field')) shown.set(name, value);
  }
  const { email } = body;
  if (typeof email === 'string' && lost.has('email-case')) shown.set('email', email.toLowerCase());
  if (!lost.has('last-client')) shown.set('clientID', 'client');
  shown.set('user_id', `${provider}|${objectId}`);
  const hex = Buffer.from(`sms|${objectId}`).toString('hex');
  shown.set('_id', provider === 'sms' && lost.has('v1-id') ? hex : objectId);
  shown.set('identities', []);
  return objectFrom([...shown]);
}

interface Held {
  readonly user: V2User;
  readonly nulls: 'preserve' | 'drop';
}

/** Names that v2 accepted once and refuses today. */
const leftovers = fc.constantFrom('clientID', 'lastLogin', '_id');
const nativeBag = (names: fc.Arbitrary<string>): fc.Arbitrary<JsonObject> =>
  fc
    .array(fc.tuple(names, smallValues.map(plain)), { maxLength: 3 })
    .map((entries) => objectFrom(entries.filter(([, value]) => value !== null)));
const held: fc.Arbitrary<Held> = fc.record({
  user: fc.record({
    app_metadata: nativeBag(fc.oneof({ weight: 5, arbitrary: nativeKeys }, leftovers)),
    user_metadata: nativeBag(nativeKeys),
  }),
  nulls: fc.constantFrom('preserve' as const, 'drop' as const),
});

/** Metadata that were read through v1 are put back unchanged. */
function readAndPut({ user, nulls }: Held): unknown {
  const context: ReshapeContext = contextOf({ nulls });
  const v2 = new V2Model('stored');
  v2.user = user;
  const metadata = metadataToV1(frozen(sent(user)), context);
  v2.patch(metadataReplaceToV2(frozen({ metadata, user: sent(user) }), context));
  return { app_metadata: shownNulls(v2.user.app_metadata ?? {}), user_metadata: v2.user.user_metadata ?? {} };
}

/** Which nulls a marker keeps is up to the reshapes; that there is a marker is compared. */
function shownNulls(bag: JsonObject): JsonObject {
  return objectFrom(
    Object.entries(bag).map(([key, value]) => [key, key.startsWith('_v1null_') ? 'nulls' : value] as const),
  );
}

function putBack({ user, nulls }: Held, lost: ReadonlySet<string>): unknown {
  const { app_metadata: app = {}, user_metadata: below = {} } = user;
  const shown = new Map(Object.entries(lost.has('one-bag') ? { ...below, ...app } : app));
  const stored: [string, Json][] = [];
  for (const [name, value] of shown) {
    const refused = ['clientID', 'lastLogin', '_id'].includes(name);
    const spelled = refused ? `_v1_${name}` : name;
    if (refused) stored.push([name, value]);
    if (refused && !lost.has('refused-name')) continue;
    const bare = nulls === 'preserve' && lost.has('kept-null') ? withoutNulls(value) : value;
    stored.push([spelled, bare]);
    if (JSON.stringify(bare) !== JSON.stringify(value))
      stored.push([`_v1null_${encodeURIComponent(name)}`, 'nulls']);
  }
  return { app_metadata: objectFrom(stored), user_metadata: below };
}

function plain(value: Json): Json {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return objectFrom(
    Object.entries(value).map(
      ([key, child]) => [key.replace(/[.$\0]|^__proto__$|^_v1|^$/g, 'x'), plain(child)] as const,
    ),
  );
}

export const userTrips = [
  trip({
    name: 'a user who is created and read',
    entries: ['users.create'],
    objects: newUsers,
    got: createAndRead,
    expected: createdInV1,
  }),
  trip({
    name: "a v2 user's metadata that are read and put back",
    entries: ['users.get-metadata', 'users.replace-metadata'],
    objects: held,
    got: readAndPut,
    expected: putBack,
  }),
];
