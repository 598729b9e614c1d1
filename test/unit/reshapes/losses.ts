import { deviceToV1 } from '../../../src/reshapes/users/device-to-v1.js';
import { emailToV2 } from '../../../src/reshapes/users/email-to-v2.js';
import { logToV1 } from '../../../src/reshapes/logs/log-to-v1.js';
import { metadataMergeToV2 } from '../../../src/reshapes/metadata/metadata-merge-to-v2.js';
import { metadataReplaceToV2 } from '../../../src/reshapes/metadata/metadata-replace-to-v2.js';
import { metadataToV1 } from '../../../src/reshapes/users/metadata-to-v1.js';
import { userCreateToV2 } from '../../../src/reshapes/users/user-create-to-v2.js';
import { userToV1 } from '../../../src/reshapes/users/user-to-v1.js';
import { contextOf } from './context.js';
import { sent } from './json-arbitrary.js';
import { V2Model } from './v2-model.js';

/**
 * The losses that no v1 client misses: v1 did the same, v1 never had the value, or the request itself means the loss.
 */
export const twoWorlds = 'two worlds';

/** A value that is lost between v1 and v2, with the proof of the loss. */
export interface Loss {
  readonly id: string;
  /** The id of the loss in `routes-map/losses.yaml`, or `twoWorlds`. */
  readonly of: string;
  /** Why the value cannot be kept, or why keeping it would do more harm. */
  readonly why: string;
  /** What a client that knows nothing of the other version would expect. */
  readonly expected: unknown;
  /** What that client gets. */
  readonly got: unknown;
  readonly show: () => unknown;
}

const preserve = contextOf();
const drop = contextOf({ nulls: 'drop' });

/** Everything that the round trips of this folder lose. A loss that is missing here is a fault. */
export const losses: readonly Loss[] = [
  {
    id: 'native-write-of-the-same-value',
    of: 'kept-null',
    why: 'A v2 client that writes just what v1 left in v2 cannot be told from nobody, so the kept nulls are shown on.',
    expected: { a: { b: 1 } },
    got: { a: { b: 1, c: null } },
    show: () => after([patch({ a: { b: 1, c: null } }), native({ app_metadata: { a: { b: 1 } } })]),
  },
  {
    id: 'native-removal-of-a-kept-null',
    of: 'kept-null',
    why: 'A key that v1 set to null is absent in v2, where removing it once more leaves no trace.',
    expected: {},
    got: { a: null },
    show: () => after([patch({ a: null }), native({ app_metadata: { a: null } })]),
  },
  {
    id: 'native-write-below',
    of: 'one-bag',
    why: 'app_metadata lies on top, so what a v2 client writes to user_metadata under the same name is not seen.',
    expected: { a: 'native' },
    got: { a: 'v1' },
    show: () => after([patch({ a: 'v1' }), native({ user_metadata: { a: 'native' } })]),
  },
  {
    id: 'native-key-in-our-spelling',
    of: twoWorlds,
    why: 'Of a native key that starts with _v1 and a v1 key of that name, the v1 client sees its own.',
    expected: { _v1x: 'native' },
    got: { _v1x: 'v1' },
    show: () => after([patch({ _v1x: 'v1' }), native({ app_metadata: { _v1x: 'native' } })]),
  },
  {
    id: 'one-bag-of-two',
    of: 'one-bag',
    why: 'v1 has one bag: of a name that both v2 objects hold, one value can be shown.',
    expected: { a: ['app', 'user'] },
    got: { a: 'app' },
    show: () => after([native({ app_metadata: { a: 'app' } }), native({ user_metadata: { a: 'user' } })]),
  },
  {
    id: 'put-moves-up',
    of: 'one-bag',
    why: "v1 writes are trusted and user_metadata is the user's own to edit, so a PUT writes a key it saw there to app_metadata; v2 clients keep finding the old value below.",
    expected: { user_metadata: { theme: 'light' } },
    got: { app_metadata: { theme: 'light' }, user_metadata: { theme: 'dark' } },
    show: () => stored([native({ user_metadata: { theme: 'dark' } }), put({ theme: 'light' })]),
  },
  {
    id: 'refused-leftovers-outlive-put',
    of: 'refused-name',
    why: "app_metadata of v1's days may hold names that v2 refuses by now, even to be removed: sending them would fail the PUT.",
    expected: {},
    got: { clientID: 'old' },
    show: () => {
      const user = { app_metadata: { clientID: 'old' } };
      const body = metadataReplaceToV2({ metadata: {}, user }, preserve);
      return metadataToV1(
        { app_metadata: { ...user.app_metadata, ...body.app_metadata, _v1noop: null } },
        preserve,
      );
    },
  },
  {
    id: 'metadata-under-a-profile-name',
    of: 'profile-name',
    why: 'In the root of the user the profile wins, as it did in v1; the bare bag still shows the key.',
    expected: { email: 'metadata', identities: [] },
    got: { email: 'profile', identities: [] },
    show: () => {
      const { app_metadata } = metadataMergeToV2({ metadata: { email: 'metadata' } }, preserve);
      return userToV1(
        { email: 'profile', app_metadata: { _v1_email: app_metadata?.['_v1_email'] } },
        preserve,
      );
    },
  },
  {
    id: 'v2-only-field-under-metadata',
    of: twoWorlds,
    why: 'v1 knew no last_ip: a metadata key of that name is what its client wrote.',
    expected: { last_ip: '1.2.3.4', identities: [] },
    got: { last_ip: 'metadata', identities: [] },
    show: () => userToV1({ last_ip: '1.2.3.4', app_metadata: { last_ip: 'metadata' } }, preserve),
  },
  {
    id: 'null-profile-fields',
    of: twoWorlds,
    why: 'blocked: null throws in .NET, and v2 means "not set" by null.',
    expected: { blocked: null, identities: null },
    got: { identities: [] },
    show: () => userToV1({ blocked: null, identities: null }, preserve),
  },
  {
    id: 'null-and-empty-fields-on-create',
    of: 'empty-field',
    why: 'v2 refuses a new user with null or empty profile fields; v1 stored them.',
    expected: { connection: 'db', name: null, nickname: '' },
    got: { connection: 'db' },
    show: () => userCreateToV2({ connection: 'db', name: null, nickname: '' }, preserve),
  },
  {
    id: 'null-metadata-object-on-create',
    of: twoWorlds,
    why: "A class of the client's with an empty property called metadata means no metadata, not a key of that name.",
    expected: { connection: 'db', app_metadata: { _v1_metadata: null } },
    got: { connection: 'db' },
    show: () => userCreateToV2({ connection: 'db', metadata: null }, preserve),
  },
  {
    id: 'dropped-nulls',
    of: 'dropped-null',
    why: 'HOLDOVER_NULLS=drop lets v2 do what it does: a first-level null removes the key.',
    expected: { a: null, b: 1 },
    got: { b: 1 },
    show: () => after([patch({ a: null, b: 1 }, drop)], drop),
  },
  {
    id: 'dropped-null-uncovers-user_metadata',
    of: 'dropped-null',
    why: 'With nulls dropped, removing a key from app_metadata by PATCH leaves the one below, which no read has shown us.',
    expected: {},
    got: { a: 'below' },
    show: () => after([native({ user_metadata: { a: 'below' } }), patch({ a: null }, drop)], drop),
  },
  {
    id: 'markers-survive-dropping',
    of: 'dropped-null',
    why: 'With nulls dropped no marker is written, so an old one speaks again when nulls are preserved again and the value is the old one.',
    expected: { a: {} },
    got: { a: { b: null } },
    show: () => after([patch({ a: { b: null } }), patch({ a: {} }, drop)]),
  },
  {
    id: 'numbers-beyond-json',
    of: twoWorlds,
    why: 'JSON.parse reads 1e400 as Infinity, which JSON prints as null; v1 did the same.',
    expected: { a: Infinity },
    got: { a: null },
    show: () => after([patch(JSON.parse('{"a":1e400}'))]),
  },
  {
    id: 'device-fields',
    of: twoWorlds,
    why: 'v1 named a device by its name; device_id came with v2.',
    expected: { id: 'dcr_1', device_id: '68753A44' },
    got: { id: 'dcr_1' },
    show: () => deviceToV1({ id: 'dcr_1', device_id: '68753A44' }),
  },
  {
    id: 'log_id',
    of: twoWorlds,
    why: 'v1 named an entry by _id alone, and the two never differ.',
    expected: { _id: '9002', log_id: '9002' },
    got: { _id: '9002' },
    show: () => logToV1({ _id: '9002', log_id: '9002' }),
  },
  {
    id: 'email-letter-case',
    of: 'email-case',
    why: 'v2 stores the addresses of database users in lower case.',
    expected: 'John@Contoso.com',
    got: 'john@contoso.com',
    show: () => emailToV2('John@Contoso.com'),
  },
];

type Step = (v2: V2Model) => void;

function patch(metadata: unknown, context = preserve): Step {
  return (v2) => {
    v2.patch(metadataMergeToV2({ metadata }, context));
  };
}

function put(metadata: unknown): Step {
  return (v2) => {
    v2.patch(metadataReplaceToV2({ metadata, user: v2.user }, preserve));
  };
}

function native(body: unknown): Step {
  return (v2) => {
    v2.patch(body);
  };
}

function stored(steps: readonly Step[]): unknown {
  const v2 = new V2Model('stored');
  for (const step of steps) step(v2);
  return sent(v2.user);
}

function after(steps: readonly Step[], context = preserve): unknown {
  return metadataToV1(stored(steps), context);
}
