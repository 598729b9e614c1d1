import fc from 'fast-check';
import { clientCreateToV2 } from '../../src/reshapes/clients/client-create-to-v2.js';
import { clientToV1 } from '../../src/reshapes/clients/client-to-v1.js';
import { clientUpdateToV2 } from '../../src/reshapes/clients/client-update-to-v2.js';
import { createdInV2, patchedInV2 } from '../unit/reshapes/client-model.js';
import { contextOf } from '../unit/reshapes/context.js';
import {
  frozen,
  objectFrom,
  sent,
  smallValues,
  type Json,
  type JsonObject,
} from '../unit/reshapes/json-arbitrary.js';
import { trip, v2Fields } from './trip.js';

const context = contextOf();
const names = fc.oneof(
  fc.constantFrom('Portal', 'ключ 😀', "it's"),
  fc.string({ minLength: 1, maxLength: 12 }),
);
const urls = fc.constantFrom(
  'https://a.example/cb',
  ' https://b.example/?x=1',
  '',
  'app://c',
  'https://d.example/?e,f',
);
const made = { lifetimeInSeconds: 36_000, secretNotEncoded: false };

/** What v1 stored; it ignored keys that it did not know and keys that it only showed. */
const newClients = fc
  .record(
    {
      callbacks: fc.array(urls, { maxLength: 4 }),
      jwtConfiguration: fc.record(
        { lifetimeInSeconds: fc.integer({ min: 0, max: 2_592_000 }), secretNotEncoded: fc.boolean() },
        { requiredKeys: [] },
      ),
      signingKey: fc.record({ cert: fc.constant('MINE') }),
      clientID: fc.constant('mine'),
      color: smallValues,
    },
    { requiredKeys: [] },
  )
  .chain((fields) => names.map((name) => ({ name, ...fields })));

function createAndRead(body: JsonObject): unknown {
  return clientToV1(frozen(createdInV2(clientCreateToV2(frozen(body)))), context);
}

function createdInV1(body: JsonObject, lost: ReadonlySet<string>): unknown {
  const callbacks = storedCallbacks(body['callbacks'] ?? [], lost) as string[];
  const { signingKey } = body;
  const sentJwt = (body['jwtConfiguration'] ?? {}) as JsonObject;
  const jwtConfiguration: JsonObject = { ...made, ...sentJwt };
  const byWhat = sentJwt['secretNotEncoded'] === false ? 'secret-encoding' : 'secret-default';
  if (lost.has(byWhat)) jwtConfiguration['secretNotEncoded'] = true;
  const own = signingKey === undefined || lost.has('signing-key') ? { cert: 'MADE' } : signingKey;
  return {
    clientID: 'made',
    clientSecret: 'made-too',
    global: false,
    name: body['name'],
    ...(callbacks[0] === undefined ? {} : { callback: callbacks[0] }),
    callbacks,
    jwtConfiguration,
    signingKey: lost.has('private-key') ? own : { ...(own as JsonObject), key: 'PRIVATE' },
  };
}

function storedCallbacks(urls: Json, lost: ReadonlySet<string>): Json {
  if (!Array.isArray(urls) || !lost.has('callback-space')) return urls;
  return (urls as string[]).map((url) => url.trim()).filter((url) => url !== '');
}

/** Every field of v2, each absent, null or any value, except for those whose form the reshapes know. */
const anything = objectArbitrary(v2Fields('CreateClientRequestContent'));
const known = fc.record(
  {
    global: fc.boolean(),
    callbacks: fc.option(fc.array(urls, { maxLength: 4 })),
    jwt_configuration: fc.record(
      {
        lifetime_in_seconds: fc.nat(),
        secret_encoded: fc.boolean(),
        alg: fc.constant('RS256'),
        scopes: smallValues,
      },
      { requiredKeys: ['secret_encoded'] },
    ),
    signing_keys: fc.option(
      fc.array(fc.record({ cert: fc.string(), key: fc.string() }, { requiredKeys: ['cert'] }), {
        maxLength: 2,
      }),
    ),
    tenant: fc.constant('t'),
    client_secret: fc.string(),
  },
  { requiredKeys: [] },
);
const clients = fc.tuple(anything, known, names).map(
  ([any, fields, name]) =>
    sent({
      ...any,
      jwt_configuration: null,
      signing_keys: null,
      callbacks: null,
      ...fields,
      name,
      client_id: 'c',
    }) as unknown as JsonObject,
);

function objectArbitrary(fields: readonly string[]): fc.Arbitrary<JsonObject> {
  return fc
    .array(fc.tuple(fc.constantFrom(...fields, 'field_of_tomorrow'), smallValues), { maxLength: 4 })
    .map((entries) => objectFrom(entries));
}

export const clientTrips = [
  trip({
    name: 'a client that is created and read',
    entries: ['clients.create'],
    objects: newClients,
    got: createAndRead,
    expected: createdInV1,
  }),
  trip({
    name: 'a v2 client that is read whole and put back',
    entries: ['clients.get', 'clients.replace'],
    objects: clients,
    got: (client) => {
      const body = sent(clientToV1(frozen(client), context)) as JsonObject;
      return patchedInV2(client, clientUpdateToV2(frozen({ client, body })));
    },
    expected: (client, lost) => ({
      ...client,
      callbacks: storedCallbacks(client['callbacks'] ?? null, lost),
    }),
  }),
];
