import fc from 'fast-check';
import { nastyText } from '../support/nasty-text.js';
import type { ModelUser, Wish } from './user-search-model.js';

/** A tenant, what a v1 client looks for in it, and the query that the client writes. */
export interface SearchCase {
  readonly tenant: readonly ModelUser[];
  readonly wishes: readonly Wish[];
  readonly input: { search: string; connection?: string; list?: string };
}

const names = fc.oneof(
  fc.constantFrom('john', 'John Smith', 'JOHN  SMITH', 'Johnson', 'Jöhn', 'ΟΔΥΣΣΕΥΣ', 'Οδυσσεύς', 'Straße'),
  fc.constantFrom(
    'İpek',
    'a; b',
    'name:john',
    'x AND y',
    'AND',
    '"q"',
    'O\'Neil "Q"',
    'a\\',
    '*',
    '(a',
    '50%',
  ),
  fc.constantFrom('\ttab', 'a\nb', '😀 smile', '日本', 'true', '1'),
  nastyText,
);
const addresses = fc.constantFrom(
  'john@x.com',
  'John@X.com',
  'a+b@c.d',
  'joh@n.co',
  'john@x.com.au',
  "o'n@x.y",
);
const times = fc.constantFrom(
  '2013-01-15T01:54:30.578Z',
  '2013-01-15T23:59:59.999Z',
  '2015-02-01T00:00:00.000Z',
);
const connections = fc.constantFrom('db', 'DB', 'google-oauth2', 'odd " one', 'acme (x) AND y');

const users: fc.Arbitrary<ModelUser> = fc.record(
  {
    user_id: fc.constantFrom('auth0|1', 'auth0|abcABC', 'samlp|c|urn:x', 'sms|+49 30', 'google-oauth2|1'),
    identities: fc.array(
      fc.record({
        connection: connections,
        provider: fc.constantFrom('auth0', 'google-oauth2', 'waad'),
        user_id: fc.constantFrom('1', 'a|b'),
        isSocial: fc.boolean(),
      }),
      { minLength: 1, maxLength: 2 },
    ),
    email: addresses,
    name: names,
    nickname: names,
    given_name: names,
    family_name: names,
    username: names,
    gender: fc.constantFrom('male', 'Female'),
    email_verified: fc.boolean(),
    blocked: fc.boolean(),
    logins_count: fc.nat({ max: 2 }),
    last_login: times,
    created_at: times,
  },
  { requiredKeys: ['user_id', 'identities'] },
);

const textFields = [
  'email',
  'name',
  'nickname',
  'given_name',
  'family_name',
  'username',
  'gender',
  'user_id',
];

/** Fields whose values are not texts, with what a search may ask of them. */
const typedFields: Readonly<Record<string, readonly string[]>> = {
  email_verified: ['true', 'True', 'false', 'False', 'maybe', '1'],
  blocked: ['true', 'false', 'FALSE', ''],
  isSocial: ['true', 'false'],
  loginsCount: ['0', '1', '02', '-1', 'x', '1.5', ''],
  lastLogin: ['2013-01-15', '2013-01-15T01:54:30.578Z', '2013-01-15T02:54:30.578+01:00', '2015-02-30', 'x'],
  created_at: ['2013-01-15', '2015-02-01', '2015-02-01T00:00:00Z', '2013-01-15T23:59:59.999Z'],
  connection: ['db', 'DB', 'google-oauth2', 'odd " one'],
  provider: ['auth0', 'waad'],
  _id: ['1', 'abcABC'],
};

const typedWishes: fc.Arbitrary<Wish> = fc.constantFrom(
  ...Object.entries(typedFields).flatMap(([field, values]) => values.map((value) => ({ field, value }))),
);

const changes: readonly ((text: string, length: number) => string)[] = [
  (text) => text,
  (text) => text.toUpperCase(),
  (text) => text.toLowerCase(),
  (text, length) =>
    Array.from(text)
      .slice(0, 1 + (length % 6))
      .join(''),
];

/** One of the fields with a text that the user has there, or a similar one; now and then with any text. */
function textWishes(
  user: ModelUser,
  fields: readonly string[],
): fc.Arbitrary<{ field: string; value: string }> {
  const own = fields.flatMap((field) => {
    const value = user[field];
    return typeof value === 'string' ? [{ field, value }] : [];
  });
  const near = fc
    .tuple(fc.constantFrom(...own), fc.nat(), fc.constantFrom(...changes))
    .map(([{ field, value }, n, change]) => ({ field, value: change(value, n) }));
  const any = fc.record({ field: fc.constantFrom(...fields), value: nastyText });
  return fc.oneof({ weight: 6, arbitrary: near }, { weight: 1, arbitrary: any });
}

/** What a client may type to find a user. */
function wishesFor(user: ModelUser): fc.Arbitrary<Wish[]> {
  const beginnings = textWishes(user, ['name', 'email', 'user_id']).map(({ value }) => ({ starts: value }));
  const wish = fc.oneof(beginnings, textWishes(user, textFields), typedWishes);
  return fc.array(wish.filter(isWritable), { maxLength: 3 });
}

/** v1 has no escape: a value with a quote and a separator in it cannot be written. */
function isWritable(wish: Wish): boolean {
  const text = textOf(wish);
  return !text.includes('"') || isPlain(text);
}

function isPlain(text: string): boolean {
  return text === text.trim() && !/;|\bAND\b|\w:|^"/.test(text);
}

function textOf(wish: Wish): string {
  if ('starts' in wish) return wish.starts;
  return 'value' in wish ? wish.value : '';
}

interface Style {
  readonly quotes: boolean;
  readonly space: boolean;
}

/** A wish as a client may type it: quoted where quotes are necessary, and at random elsewhere. */
function written(wish: Wish, { quotes, space }: Style): string {
  const text = textOf(wish);
  const value = isPlain(text) && (!quotes || text.includes('"')) ? text : `"${text}"`;
  return 'field' in wish ? `${wish.field}:${space ? ' ' : ''}${value}` : value;
}

/** Absent three times out of four. */
function rarely<T>(values: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: values });
}

/** Searches in a random tenant, made of its own values, of their prefixes, in another case, and of unusual texts. */
export const searchCases: fc.Arbitrary<SearchCase> = fc
  .uniqueArray(users, { selector: ({ user_id }) => user_id, minLength: 1, maxLength: 5 })
  .chain((tenant) =>
    fc.record({
      tenant: fc.constant(tenant),
      typed: fc.constantFrom(...tenant).chain(wishesFor),
      style: fc.record({ quotes: fc.boolean(), space: fc.boolean() }),
      separator: fc.constantFrom(';', '; ', ' ; ', ' AND '),
      connection: rarely(connections),
      list: rarely(fc.constantFrom<'social' | 'enterprise'>('social', 'enterprise')),
    }),
  )
  .map(({ tenant, typed, style, separator, connection, list }) => ({
    tenant,
    wishes: [
      ...typed,
      ...(connection === undefined ? [] : [{ connection }]),
      ...(list === undefined ? [] : [{ list }]),
    ],
    input: {
      search: typed.map((wish) => written(wish, style)).join(separator),
      ...(connection === undefined ? {} : { connection }),
      ...(list === undefined ? {} : { list }),
    },
  }));
