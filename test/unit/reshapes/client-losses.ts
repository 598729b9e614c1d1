import { clientCreateToV2 } from '../../../src/reshapes/clients/client-create-to-v2.js';
import { clientToV1 } from '../../../src/reshapes/clients/client-to-v1.js';
import { clientUpdateToV2 } from '../../../src/reshapes/clients/client-update-to-v2.js';
import { clientsOfUser } from '../../../src/reshapes/clients/clients-of-user.js';
import { clientsToV1 } from '../../../src/reshapes/clients/clients-to-v1.js';
import { createdInV2, patchedInV2 } from './client-model.js';
import { contextOf } from './context.js';
import type { JsonObject } from './json-arbitrary.js';
import { twoWorlds, type Loss } from './losses.js';

const global = contextOf();
const app = { ...global, caller: { client_id: 'app', kind: 'app' } };
const shown = { clientID: 'made', clientSecret: 'made-too', name: 'a', global: false };
const jwtConfiguration = { lifetimeInSeconds: 36_000, secretNotEncoded: true };
const signingKey = { cert: 'MADE' };

/** Everything that the round trips of clients lose. A loss that is missing here is a fault. */
export const clientLosses: readonly Loss[] = [
  {
    id: 'lifetime-as-text',
    of: twoWorlds,
    why: "v1's articles write the lifetime as a text; v2 stores a number, and that is what is read.",
    expected: { lifetimeInSeconds: '60', secretNotEncoded: true },
    got: { lifetimeInSeconds: 60, secretNotEncoded: true },
    show: () => created({ name: 'a', jwtConfiguration: { lifetimeInSeconds: '60' } })['jwtConfiguration'],
  },
  {
    id: 'encoded-secret-on-create',
    of: 'secret-encoding',
    why: 'v2 makes no client whose secret is Base64 encoded; the answer tells that it is not.',
    expected: { lifetimeInSeconds: 36_000, secretNotEncoded: false },
    got: jwtConfiguration,
    show: () => created({ name: 'a', jwtConfiguration: { secretNotEncoded: false } })['jwtConfiguration'],
  },
  {
    id: 'secret-of-its-own-making-on-create',
    of: 'secret-default',
    why: 'v1 encoded the secret of a client of which nobody said how it shall be; v2 does not.',
    expected: { lifetimeInSeconds: 36_000, secretNotEncoded: false },
    got: jwtConfiguration,
    show: () => created({ name: 'a' })['jwtConfiguration'],
  },
  {
    id: 'own-signing-key-on-create',
    of: 'signing-key',
    why: 'v2 makes the signing key of a client itself.',
    expected: { cert: 'MINE' },
    got: signingKey,
    show: () => created({ name: 'a', signingKey: { cert: 'MINE' } })['signingKey'],
  },
  {
    id: 'keys-of-nobody-on-create',
    of: twoWorlds,
    why: 'v2 refuses keys that it does not know, and ids and secrets of one’s own; v1 ignored them.',
    expected: { ...shown, clientID: 'mine', color: 'red', callbacks: [], jwtConfiguration, signingKey },
    got: { ...shown, callbacks: [], jwtConfiguration, signingKey },
    show: () => created({ name: 'a', clientID: 'mine', color: 'red' }),
  },
  {
    id: 'comma-in-a-text-of-callbacks',
    of: twoWorlds,
    why: 'In a text commas part the URLs; in a list they may stand in them.',
    expected: ['https://a.example/?b,c'],
    got: ['https://a.example/?b', 'c'],
    show: () => created({ name: 'a', callbacks: 'https://a.example/?b,c' })['callbacks'],
  },
  {
    id: 'space-around-a-callback',
    of: 'callback-space',
    why: 'Lists are typed into forms: space around a URL and empty lines are not meant.',
    expected: [' https://a.example ', ''],
    got: ['https://a.example'],
    show: () => created({ name: 'a', callbacks: [' https://a.example ', ''] })['callbacks'],
  },
  {
    id: 'first-callback-removed-from-the-list-alone',
    of: twoWorlds,
    why: 'The old explorer sends the first URL as callback and not in the list; who removes it from the list alone sends the same.',
    expected: ['b'],
    got: ['a', 'b'],
    show: () => written({ callbacks: ['a', 'b'] }, { callback: 'a', callbacks: ['b'] })['callbacks'],
  },
  {
    id: 'read-only-in-v1',
    of: twoWorlds,
    why: 'A whole object that is written back holds the secret and what v1 only showed; v1 ignored them.',
    expected: 'new',
    got: 'made-too',
    show: () => written({}, { clientSecret: 'new', tenant: 'other', global: true })['clientSecret'],
  },
  {
    id: 'v2-only-fields-are-only-shown',
    of: twoWorlds,
    why: 'v1 knew no grant types: a whole object written back must not undo what v2 clients wrote meanwhile.',
    expected: ['implicit'],
    got: ['password'],
    show: () => written({ grant_types: ['password'] }, { grant_types: ['implicit'] })['grant_types'],
  },
  {
    id: 'further-signing-keys',
    of: twoWorlds,
    why: 'v1 had one signing key.',
    expected: [{ cert: 'MADE' }, { cert: 'OLD' }],
    got: { cert: 'MADE' },
    show: () => clientToV1({ signing_keys: [{ cert: 'MADE' }, { cert: 'OLD' }] }, global)['signingKey'],
  },
  {
    id: 'null-client-fields',
    of: twoWorlds,
    why: 'v2 means "not set" by null, and v1 left such fields out.',
    expected: { logo_uri: null, callbacks: null, global: null },
    got: { callbacks: [], global: false },
    show: () => clientToV1({ logo_uri: null, callbacks: null, global: null }, global),
  },
  {
    id: 'global-client-for-app-clients',
    of: twoWorlds,
    why: 'The secret of the global client opens everything, so app clients are not shown it.',
    expected: [{ clientID: 'all', global: true, callbacks: [] }],
    got: [],
    show: () => clientsToV1([{ client_id: 'all', global: true }], app),
  },
  {
    id: 'clients-without-owners',
    of: 'client-owners',
    why: 'v2 does not tell the clients of a user; few clients name their owners.',
    expected: [{ client_id: 'made-by-the-user' }],
    got: [],
    show: () => clientsOfUser({ clients: [{ client_id: 'made-by-the-user' }], user_id: 'auth0|1' }),
  },
];

function created(body: JsonObject): JsonObject {
  return clientToV1(createdInV2(clientCreateToV2(body)), global) as JsonObject;
}

/** What v1 shows of a client with these fields after a PUT. */
function written(fields: JsonObject, body: JsonObject): JsonObject {
  const client = { ...createdInV2({ name: 'a' }), ...fields };
  return clientToV1(patchedInV2(client, clientUpdateToV2({ client, body })), global) as JsonObject;
}
