import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { clientCreateToV2 } from '../../../src/reshapes/clients/client-create-to-v2.js';
import { clientToV1 } from '../../../src/reshapes/clients/client-to-v1.js';
import { clientUpdateToV2 } from '../../../src/reshapes/clients/client-update-to-v2.js';
import { clientLosses } from './client-losses.js';
import { createdInV2, patchedInV2 } from './client-model.js';
import { contextOf } from './context.js';
import { frozen, sent } from './json-arbitrary.js';
import type { JsonObject } from './json-arbitrary.js';

const context = contextOf();
const runs = { numRuns: 500 };

const names = fc.oneof(
  fc.constantFrom('Portal', '', 'ключ 😀', '__proto__', "it's"),
  fc.string({ maxLength: 12 }),
);
/** One URL holds a comma, which only a list can carry. */
const urls = fc.constantFrom(
  'https://a.example/cb',
  'https://b.example/?x=1',
  'app://c',
  'https://d.example/?e,f',
);
const lists = fc.array(urls, { maxLength: 4 });
const lifetimes = fc.integer({ min: 0, max: 2_592_000 });
const keys = fc.record(
  { key: fc.string(), cert: fc.string(), pkcs7: fc.string(), subject: fc.constant('/CN=t') },
  { requiredKeys: [] },
);

/** A client as v2 may show it: recorded fields of 2018 and 2025, each of which may be absent or null. */
const v2Clients = fc
  .record(
    {
      tenant: fc.constant('t'),
      global: fc.option(fc.boolean()),
      client_secret: fc.string(),
      callbacks: fc.option(lists),
      callback_url_template: fc.boolean(),
      jwt_configuration: fc.record(
        {
          lifetime_in_seconds: lifetimes,
          secret_encoded: fc.boolean(),
          alg: fc.constantFrom('HS256', 'RS256'),
          scopes: fc.constant({ a: 1 }),
        },
        { requiredKeys: ['secret_encoded'] },
      ),
      signing_keys: fc.option(fc.array(keys, { maxLength: 2 })),
      description: fc.option(fc.string()),
      grant_types: fc.constant(['implicit']),
      refresh_token: fc.constant({ rotation_type: 'non-rotating', leeway: 0 }),
      __proto__: fc.constant({ polluted: 1 }),
    },
    { requiredKeys: [] },
  )
  .chain((fields) =>
    names.map((name): JsonObject => sent({ client_id: 'c', name, ...fields }) as unknown as JsonObject),
  );

/** The ways in which v1's clients spell one list of callbacks. */
function spellings(list: readonly string[]): JsonObject[] {
  const [first, ...rest] = list;
  const withFirst = first === undefined ? [] : [{ callback: first, callbacks: [...list] }];
  const apart = first === undefined || rest.includes(first) ? [] : [{ callback: first, callbacks: rest }];
  const comma = list.some((url) => url.includes(',')) ? [] : [{ callbacks: list.join(', ') }];
  return [{ callbacks: [...list] }, ...withFirst, ...apart, ...comma];
}

describe('a v1 client reads what it wrote', () => {
  test('for a new client, in every spelling of the callbacks and the lifetime', () => {
    fc.assert(
      fc.property(names, lists, fc.option(lifetimes), (name, list, lifetime) => {
        for (const callbacks of spellings(list)) {
          const jwtConfiguration = { lifetimeInSeconds: lifetime, secretNotEncoded: true };
          const body = frozen({ name, ...callbacks, jwtConfiguration });
          expect(clientToV1(frozen(createdInV2(clientCreateToV2(body))), context)).toStrictEqual({
            clientID: 'made',
            clientSecret: 'made-too',
            global: false,
            name,
            ...(list[0] === undefined ? {} : { callback: list[0] }),
            callbacks: list,
            jwtConfiguration: { lifetimeInSeconds: lifetime ?? 36_000, secretNotEncoded: true },
            signingKey: { cert: 'MADE' },
          });
        }
      }),
      runs,
    );
  });

  test('for a whole object that it read, edited and wrote back', () => {
    fc.assert(
      fc.property(
        v2Clients,
        fc.record({ name: names, list: lists, lifetimeInSeconds: lifetimes }),
        (client, { name, list, lifetimeInSeconds }) => {
          const read = clientToV1(frozen(client), context) as JsonObject;
          Reflect.deleteProperty(read, 'callback');
          const jwtConfiguration = {
            secretNotEncoded: true,
            ...(read['jwtConfiguration'] as object),
            lifetimeInSeconds,
          };
          for (const callbacks of spellings(list)) {
            const body = frozen({ ...read, name, ...callbacks, jwtConfiguration });
            const patched = patchedInV2(client, clientUpdateToV2(frozen({ client, body })));
            expect(clientToV1(patched, context)).toStrictEqual({
              ...read,
              name,
              ...(list[0] === undefined ? {} : { callback: list[0] }),
              callbacks: list,
              jwtConfiguration,
            });
          }
        },
      ),
      runs,
    );
  });
});

describe('the fields of a client in v2 stay unchanged', () => {
  test('when a whole object is read through v1 and written back', () => {
    fc.assert(
      fc.property(v2Clients, (client) => {
        const body = clientToV1(frozen(client), context);
        const patch = clientUpdateToV2(frozen({ client, body }));
        expect(patch).toStrictEqual({ name: client['name'] });
        expect(patchedInV2(client, patch)).toStrictEqual(client);
      }),
      runs,
    );
  });

  test.each<[string, JsonObject | undefined]>([
    ['no body', undefined],
    ['an empty body', {}],
    [
      'nulls, which serializers write for what is not set',
      { name: null, callbacks: null, jwtConfiguration: null },
    ],
    ['keys that v1 only showed', { clientID: 'x', clientSecret: 'x', tenant: 'x', global: true, owners: [] }],
  ])('after %s', (_, body) => {
    const client = { name: 'a', callbacks: ['b'], jwt_configuration: { lifetime_in_seconds: 1 } };
    expect(clientUpdateToV2({ client, body })).toEqual({ name: 'a' });
  });
});

describe('a field that v2 cannot set is refused, unless its value is unchanged', () => {
  const client = {
    name: 'a',
    jwt_configuration: { secret_encoded: true },
    signing_keys: [{ cert: '-----BEGIN\nX\n' }],
  };

  test.each<[string, JsonObject]>([
    ['the same certificate with other line ends', { signingKey: { cert: '-----BEGIN\r\nX' } }],
    ['no value for a part of the key', { signingKey: { key: null, pkcs7: '' } }],
    ['the encoding that the secret has', { jwtConfiguration: { secretNotEncoded: false } }],
  ])('%s is accepted', (_, body) => {
    expect(clientUpdateToV2({ client, body })).toEqual({ name: 'a' });
  });

  test.each<[string, JsonObject]>([
    ['another certificate', { signingKey: { cert: 'Y' } }],
    ['a private key, which v2 does not show', { signingKey: { cert: '-----BEGIN\nX\n', key: 'K' } }],
    ['another encoding of the secret', { jwtConfiguration: { secretNotEncoded: true } }],
  ])('%s is refused with a message that does not quote the value', (_, body) => {
    expect(() => clientUpdateToV2({ client, body })).toThrow(
      expect.objectContaining({ code: 'gone', message: expect.not.stringMatching(/BEGIN|"K"/) }),
    );
  });

  test.each(['soon', 1.5, true, '1e999', {}])('the lifetime %j is refused', (lifetimeInSeconds) => {
    const body = { name: 'a', jwtConfiguration: { lifetimeInSeconds } };
    for (const write of [() => clientUpdateToV2({ client, body }), () => clientCreateToV2(body)])
      expect(write).toThrow(expect.objectContaining({ code: 'input-invalid' }));
  });
});

describe('every listed loss of clients occurs', () => {
  test.each(clientLosses)('$id: $why', ({ expected, got, show }) => {
    const result = show();
    expect(result).toStrictEqual(got);
    expect(result).not.toStrictEqual(expected);
  });

  test('every loss has a unique id and a unique reason', () => {
    expect(new Set(clientLosses.map(({ id }) => id)).size).toBe(clientLosses.length);
    expect(new Set(clientLosses.map(({ why }) => why)).size).toBe(clientLosses.length);
  });
});
