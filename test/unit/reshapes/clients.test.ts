import { describe, expect, test } from '@jest/globals';
import { callbacksToV2 } from '../../../src/reshapes/clients/client-callbacks.js';
import { clientCreateToV2 } from '../../../src/reshapes/clients/client-create-to-v2.js';
import { clientToV1 } from '../../../src/reshapes/clients/client-to-v1.js';
import { clientUpdateToV2 } from '../../../src/reshapes/clients/client-update-to-v2.js';
import { clientsOfUser } from '../../../src/reshapes/clients/clients-of-user.js';
import { clientsToV1 } from '../../../src/reshapes/clients/clients-to-v1.js';
import { contextOf } from './context.js';
import { frozen } from './json-arbitrary.js';

const global = contextOf();
const app = contextOf({}, 'app');

describe('the callbacks in the body of a client', () => {
  test.each([
    { title: 'none where it speaks of none', body: {}, now: ['a'], callbacks: undefined },
    {
      title: 'none where the words are there without a value',
      body: { callback: null, callbacks: null },
      now: ['a'],
      callbacks: undefined,
    },
    {
      title: 'a text parted by commas and line ends',
      body: { callbacks: ' a, b\n,c ' },
      callbacks: ['a', 'b', 'c'],
    },
    { title: 'a list, without what is no URL', body: { callbacks: [' a ', '', 1, null] }, callbacks: ['a'] },
    { title: 'no URL at all where it is no list', body: { callbacks: 5 }, callbacks: [] },
    {
      title: 'the first one before the others',
      body: { callback: ' a ', callbacks: ['b'] },
      callbacks: ['a', 'b'],
    },
    { title: 'the first one once', body: { callback: 'a', callbacks: ['b', 'a'] }, callbacks: ['a', 'b'] },
    {
      title: 'the list as it is where it begins with the first one',
      body: { callback: 'a', callbacks: ['a', 'b', 'a'] },
      callbacks: ['a', 'b', 'a'],
    },
    {
      title: 'the list where the first one is empty',
      body: { callback: ' ', callbacks: ['b'] },
      callbacks: ['b'],
    },
    {
      title: 'another first one, and the rest of those it has',
      body: { callback: 'x' },
      now: ['a', 'b'],
      callbacks: ['x', 'b'],
    },
    {
      title: 'the rest of those it has, without the first',
      body: { callback: '' },
      now: ['a', 'b'],
      callbacks: ['b'],
    },
    { title: 'the first one of a new client', body: { callback: 'x' }, callbacks: ['x'] },
    {
      title: 'nothing of a first one that is no text',
      body: { callback: 5 },
      now: ['a'],
      callbacks: undefined,
    },
  ])('$title', ({ body, now, callbacks }) => {
    expect(callbacksToV2(frozen(body), now)).toStrictEqual(callbacks);
  });
});

describe('a client is shown', () => {
  test('with the names and shapes of v1, and with the fields that only v2 has beside them', () => {
    const client = {
      ...{
        client_id: 'c',
        v2_id: 'cli_1',
        client_secret: 's',
        callback_url_template: true,
        name: 'n',
        logo_uri: null,
      },
      ...{
        callbacks: ['a', 'b'],
        jwt_configuration: { alg: 'HS256', secret_encoded: true },
        is_first_party: true,
      },
      signing_keys: [{ cert: 'C' }, { cert: 'D' }],
    };
    expect(clientToV1(frozen(client), app)).toStrictEqual({
      clientID: 'c',
      clientSecret: 's',
      callbackUrlTemplate: true,
      name: 'n',
      is_first_party: true,
      callback: 'a',
      callbacks: ['a', 'b'],
      global: false,
      signingKey: { cert: 'C' },
      jwtConfiguration: { alg: 'HS256', secretNotEncoded: false },
    });
  });

  test.each([
    { title: 'nulls', client: { callbacks: null, jwt_configuration: null, signing_keys: null } },
    { title: 'nothing', client: {} },
  ])('for $title, without a callback, a configuration or a key', ({ client }) => {
    expect(clientToV1(frozen(client), app)).toStrictEqual({ callbacks: [], global: false });
  });

  test('with its lifetime only if the lifetime is a number', () => {
    const lifetimeOf = (lifetime_in_seconds: unknown): unknown =>
      clientToV1({ jwt_configuration: { lifetime_in_seconds } }, app)['jwtConfiguration'];
    expect(lifetimeOf(60)).toStrictEqual({ lifetimeInSeconds: 60, secretNotEncoded: true });
    expect(lifetimeOf(null)).toStrictEqual({ secretNotEncoded: true });
  });

  test('only to the global client, if it is the global client', () => {
    const client = frozen({ client_id: 'g', global: true });
    expect(clientToV1(client, global)).toStrictEqual({ clientID: 'g', callbacks: [], global: true });
    expect(() => clientToV1(client, app)).toThrow(
      expect.objectContaining({ code: 'step-missing', details: { row: 'client-not-found' } }),
    );
    const list = frozen([client, { client_id: 'c' }]);
    expect(clientsToV1(list, app).map(({ clientID }) => clientID)).toEqual(['c']);
    expect(clientsToV1(list, global).map(({ clientID }) => clientID)).toEqual(['g', 'c']);
  });

  test.each([
    { user_id: 'auth0|1', ids: ['a', 'b'] },
    { user_id: 'auth0|3', ids: [] },
    { user_id: '', ids: [] },
    { user_id: undefined, ids: [] },
  ])('among the clients of the owner "$user_id"', ({ user_id, ids }) => {
    const clients = [
      { client_id: 'a', owners: ['auth0|1'] },
      { client_id: 'b', owners: ['auth0|2', 'auth0|1'] },
      { client_id: 'c', owners: ['', null] },
      { client_id: 'd', owners: 'auth0|3' },
      { client_id: 'e', owners: [undefined] },
      null,
    ];
    const found = clientsOfUser(frozen({ clients, user_id })) as { client_id: string }[];
    expect(found.map(({ client_id }) => client_id)).toEqual(ids);
  });
});

describe('a client is written', () => {
  test('as a new client with the sent fields only', () => {
    expect(clientCreateToV2(frozen({ name: 'a', tenant: 't' }))).toStrictEqual({ name: 'a' });
    const body = {
      name: 'a',
      callback: 'x',
      jwtConfiguration: { lifetimeInSeconds: '60', secretNotEncoded: true },
    };
    expect(clientCreateToV2(frozen(body))).toStrictEqual({
      name: 'a',
      callbacks: ['x'],
      jwt_configuration: { lifetime_in_seconds: 60 },
    });
  });

  test.each([
    { title: 'an empty lifetime', jwtConfiguration: { lifetimeInSeconds: '' } },
    { title: 'no lifetime', jwtConfiguration: { lifetimeInSeconds: null } },
  ])('without a lifetime, if the body has $title', ({ jwtConfiguration }) => {
    expect(clientCreateToV2(frozen({ name: 'a', jwtConfiguration }))).toStrictEqual({ name: 'a' });
  });

  test.each([
    {
      body: { jwtConfiguration: { lifetimeInSeconds: 'soon' } },
      says: '"jwtConfiguration.lifetimeInSeconds" must be a whole number',
    },
    { body: { signingKey: { cert: 'Y' } }, says: 'POST /api/v2/keys/signing/rotate' },
    {
      body: { jwtConfiguration: { secretNotEncoded: true } },
      says: 'whether a client secret is Base64 encoded',
    },
  ])('not with $body, and the error says what is wrong', ({ body, says }) => {
    const client = { name: 'a', jwt_configuration: { secret_encoded: true }, signing_keys: [{ cert: 'X' }] };
    expect(() => clientUpdateToV2(frozen({ client, body }))).toThrow(says);
  });
});
