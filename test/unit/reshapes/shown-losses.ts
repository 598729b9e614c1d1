import { fingerprint } from '../../../src/reshapes/metadata/kept-nulls.js';

export const user = { user_id: 'auth0|5d1668d58fbb120ea0c19799' };
const social = { provider: 'google-oauth2', isSocial: true };
export const marked = { a: {}, _v1null_a: { places: ['/b'], of: fingerprint({}) } };
const page = { page: 9, per_page: 100 };

/** By function: values that show the loss, and values that do not. */
export const shownLosses: Readonly<
  Record<string, readonly [shows: readonly unknown[], not: readonly unknown[]]>
> = {
  'drops-nulls': [
    [{ a: null }, { a: [1, { b: null }] }],
    [{}, { a: [null] }, { a: '' }, null, undefined],
  ],
  'ends-at-1000': [
    [
      page,
      { ...page, items: Array(100) },
      { ...page, page: 10, items: [] },
      { page: 0, per_page: 1000, items: Array(1000) },
      {
        each: [
          { page: 0, per_page: 1000, items: [] },
          { page: 0, per_page: 1000, items: Array(1000) },
        ],
      },
    ],
    [
      { ...page, page: 8 },
      { ...page, items: Array(99) },
      { page: 0, per_page: 1000, items: [] },
    ],
  ],
  'has-nulls': [[{ a: null, b: 1 }], [{}, { a: { b: null } }, undefined]],
  'has-other-fields': [
    [
      { body: { name: 'a', color: null }, known: 'name id' },
      { body: { toString: 1, list: [2] }, known: 'name', record: { list: [3] } },
    ],
    [
      { body: { name: 'a', id: 'b' }, known: 'name id' },
      { body: undefined, known: 'name' },
      { body: { list: [{ a: 1 }] }, known: 'name', record: { list: [{ a: 1 }], more: 1 } },
    ],
  ],
  'has-upper-case': [
    ['A@b.c', 'Ключ@b.c'],
    ['a@b.c', '', undefined],
  ],
  'hides-access-tokens': [
    [{ identities: [social] }, [user, { identities: [{ ...social, access_token: 'x' }, social] }]],
    [user, [], { identities: [{ ...social, access_token: 'x' }, { isSocial: false }] }, { identities: null }],
  ],
  'hides-metadata': [
    [
      { ...user, app_metadata: { username: 'a' } },
      { name: 'x', user_metadata: { name: 'y' } },
      { ...user, app_metadata: { _v1_email: 'b' } },
    ],
    [
      user,
      [user, { ...user, app_metadata: { plan: 1 } }],
      { ...user, app_metadata: { name: 'y', plan: 1 } },
      { name: null, app_metadata: { name: 'y' } },
    ],
  ],
  'holds-names-twice': [
    [
      { app_metadata: { a: 1 }, user_metadata: { a: 2 } },
      { app_metadata: { _v1_email: 1 }, user_metadata: { email: 2 } },
    ],
    [user, { app_metadata: { a: 1 }, user_metadata: { b: 2 } }, { user_metadata: {} }],
  ],
  'has-plain-secret': [
    [{ made: { jwt_configuration: { secret_encoded: false } } }],
    [
      { asked: true, made: { jwt_configuration: { secret_encoded: false } } },
      { asked: false, made: { jwt_configuration: { secret_encoded: false } } },
      { made: { jwt_configuration: { secret_encoded: true } } },
      { made: {} },
    ],
  ],
  'is-false': [[false], [true, undefined, null, 0]],
  'keeps-nulls': [
    [{ app_metadata: marked }, [user, { user_metadata: marked }]],
    [
      user,
      { app_metadata: { _v1null_a: 'native' } },
      { app_metadata: { a: 1 } },
      { app_metadata: { ...marked, a: 'written by a v2 client' } },
    ],
  ],
  'keeps-refused-names': [
    [{ app_metadata: { clientID: 1 } }],
    [user, { app_metadata: { _v1_clientID: 1, a: 1 } }],
  ],
  'lacks-last-client': [
    [user, [user]],
    [{ ...user, clientID: 'a' }, [], {}],
  ],
  'lacks-private-key': [
    [{ signing_keys: [{ cert: 'a' }] }],
    [{ signing_keys: [{ cert: 'a', key: 'b' }] }, { signing_keys: null }, {}],
  ],
  'lacks-provisioning-ticket': [
    [
      { strategy: 'waad' },
      { strategy: 'office365' },
      { strategy: 'google-apps' },
      [{ strategy: 'auth0' }, { strategy: 'adfs' }],
    ],
    [{ strategy: 'waad', provisioning_ticket_url: 'https://a.example/p/1' }, { strategy: 'auth0' }],
  ],
  'lacks-v1-id': [
    [
      { user_id: 'sms|5d1668d58fbb120ea0c19799' },
      { user_id: 'auth0|mine' },
      { user_id: 'x-auth0|5d1668d58fbb120ea0c19799' },
      { user_id: 'auth0|5d1668d58fbb120ea0c19799a' },
    ],
    [user, {}],
  ],
  'leaves-out-fields': [
    [{ name: '' }, { email: null }, { email: '' }],
    [{ user_id: '' }, { name: 'a', hobby: null }],
  ],
  'renames-strategy': [
    ['google-openid', 'PingFederate'],
    ['waad', 'auth0', undefined],
  ],
  'rewrites-callbacks': [
    [[' https://a.example'], [''], [1]],
    [['https://a.example'], [], 'a, b', undefined],
  ],
};
