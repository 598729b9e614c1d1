import fc from 'fast-check';
import { demoClients } from '../../src/sandbox/demo/demo-tenant.js';
import {
  bags,
  createNames,
  objectFrom,
  type Json,
  type JsonObject,
} from '../unit/reshapes/json-arbitrary.js';
import type { Ask, Turn, TwinUser } from './native-v1-turn.js';
import { twin } from './native-v1-turn.js';

/** Chooses the next request from the records that exist. */
export type Next = (turn: Turn) => Ask;

const unknown: TwinUser = {
  id: twin(() => 'auth0|0123456789abcdef01234567'),
  own: twin(() => '0123456789abcdef01234567'),
  label: '',
  connection: 'Username-Password-Authentication',
  email: 'nobody@example.com',
};
const database = 'Username-Password-Authentication';
const passwords = fc.constantFrom('Right-Passw0rd', 'Other-Passw0rd');
const names = fc.constantFrom('jane', 'Jane', 'jan', 'bob+tag');
/** One of the existing users; now and then an unknown one. */
const whom = fc.oneof({ weight: 9, arbitrary: fc.nat(8) }, fc.constant(undefined));
const maybe = fc.option(fc.boolean(), { nil: undefined });

function userAt(turn: Turn, at: number | undefined): TwinUser {
  return at === undefined ? unknown : (turn.users[at % Math.max(1, turn.users.length)] ?? unknown);
}

function emailOf(name: string, { number }: Turn): string {
  return `${name}.${number}@example.com`;
}

function sent(fields: Readonly<Record<string, Json | undefined>>): JsonObject {
  return Object.fromEntries(
    Object.entries(fields).filter((entry): entry is [string, Json] => entry[1] !== undefined),
  );
}

const connections = fc.constantFrom(
  database,
  database,
  database,
  'Partner-Portal',
  'sms',
  'email',
  'facebook',
  'none',
);

const creation = fc
  .record({
    connection: connections,
    name: names,
    password: passwords,
    email_verified: maybe,
    bag: bags,
    more: fc.nat(7),
  })
  .map(({ connection, name, password, email_verified, bag, more }): Next => (turn) => {
    const at = turn.users.length;
    const email = connection === 'sms' ? undefined : emailOf(name, turn);
    const free = objectFrom(Object.entries(bag).filter(([key]) => !createNames.has(key)));
    const body = sent({
      connection,
      email,
      email_verified,
      ...(connection === 'sms' ? { phone_number: `+1555${turn.number}0${name.length}` } : {}),
      ...(connection === 'sms' || connection === 'email' ? {} : { password }),
      ...(connection === 'Partner-Portal'
        ? { username: `${name.slice(0, 3)}${turn.number}`.toLowerCase() }
        : {}),
      ...[
        {},
        { name: 'Jane Doe', family_name: 'Doe' },
        { given_name: '' },
        { metadata: { a: null, vip: true } },
      ][more],
    });
    return {
      who: 'app',
      method: 'POST',
      path: '/api/users',
      body: { ...free, ...body },
      kind: 'user',
      about: `user#${at}`,
      learn: (idIn) => {
        noteUser(turn, { id: idIn('user_id'), own: idIn('_id') }, { connection, email });
      },
    };
  });

/** Registers a user that both sides know by these ids. */
export function noteUser(
  turn: Turn,
  { id, own }: Pick<TwinUser, 'id' | 'own'>,
  { connection, email }: { readonly connection: string; readonly email: string | undefined },
): void {
  const label = `user#${turn.users.length}`;
  turn.users.push({ id, own, label, connection, email });
  turn.label(id, label);
  turn.label(
    twin((side) => id[side].slice(id[side].indexOf('|') + 1)),
    `bare of ${label}`,
  );
}

type Write = (
  turn: Turn,
  user: TwinUser,
) => Pick<Ask, 'method' | 'kind' | 'body' | 'learn'> & { readonly below?: string };

function aboutUser(write: fc.Arbitrary<Write>): fc.Arbitrary<Next> {
  return fc.tuple(whom, fc.boolean(), write).map(([at, byOwnId, make]) => (turn) => {
    const user = userAt(turn, at);
    const { below = '', ...rest } = make(turn, user);
    const by = byOwnId ? user.own : user.id;
    return {
      who: 'app',
      path: (side) => `/api/users/${encodeURIComponent(by[side])}${below}`,
      about: user.label,
      ...rest,
    };
  });
}

const reading = fc.constantFrom<Write>(
  () => ({ method: 'GET', kind: 'user' }),
  () => ({ method: 'GET', kind: 'metadata', below: '/metadata' }),
);

/** Metadata, some of them under names that profile fields have, too. */
const collidingBags = fc
  .tuple(
    bags,
    fc.constantFrom<JsonObject>({}, {}, { name: 'Bag' }, { nickname: null, given_name: 'Bag', blocked: 1 }),
  )
  .map(([bag, names]) => objectFrom(Object.entries(bag).concat(Object.entries(names))));

const metadata = fc.tuple(fc.constantFrom('PATCH', 'PUT', 'old PUT'), collidingBags).map(
  ([how, bag]): Write =>
    () =>
      how === 'old PUT'
        ? { method: 'PUT', kind: 'other', body: { metadata: bag } }
        : { method: how, kind: 'other', below: '/metadata', body: bag },
);

const email = fc.tuple(names, maybe).map(([name, verify]): Write => (turn, user) => {
  const to = emailOf(name, turn);
  return {
    method: 'PUT',
    kind: 'other',
    below: '/email',
    body: sent({ email: to, verify }),
    learn: () => {
      user.email = to;
    },
  };
});

const password = fc.tuple(passwords, maybe).map(([to, verify]): Write => () => ({
  method: 'PUT',
  kind: 'other',
  below: '/password',
  body: sent({ password: to, verify }),
}));

const blocked = fc
  .boolean()
  .map((on): Write => () => ({ method: 'PATCH', kind: 'other', body: { blocked: on } }));

const small = fc.constantFrom<Write>(
  (_, user) => ({
    method: 'DELETE',
    kind: 'other',
    learn: () => {
      user.email = undefined;
    },
  }),
  () => ({ method: 'POST', kind: 'other', below: '/send_verification_email' }),
  () => ({ method: 'POST', kind: 'other', below: '/verification_ticket' }),
  () => ({ method: 'POST', kind: 'other', below: '/change_password_ticket', body: {} }),
);

const passwordByEmail = fc.tuple(whom, passwords).map(([at, to]): Next => (turn) => {
  const { connection, email: address, label } = userAt(turn, at);
  return {
    who: 'app',
    method: 'PUT',
    path: `/api/users/${address ?? 'nobody@example.com'}/password`,
    body: { connection, password: to },
    kind: 'other',
    about: label,
  };
});

const validation = fc.tuple(whom, passwords).map(([at, is]): Next => (turn) => {
  const { connection: own, email: address } = userAt(turn, at);
  // What v1 said of a connection without passwords is unknown; holdover answers that it cannot tell.
  const connection = own === 'Partner-Portal' ? own : database;
  // The user that was created last with this address, or has it now: earlier ones are gone.
  const owner = turn.users.findLast(
    (user) => user.connection === connection && user.email?.toLowerCase() === address?.toLowerCase(),
  );
  return {
    who: 'app',
    method: 'POST',
    path: '/public/api/users/validate_userpassword',
    body: {
      connection,
      username: address ?? 'nobody@example.com',
      password: is,
      client_id: demoClients.app.clientId,
    },
    kind: 'other',
    ...(owner === undefined ? {} : { about: owner.label }),
  };
});

const searches = fc
  .tuple(
    fc.constantFrom('j', 'JAN', 'jane.', '', 'email:', 'email: ', 'name:', 'nickname:'),
    names,
    fc.constantFrom(
      '',
      '; email_verified:true',
      '; email_verified:false',
      '; loginsCount:0',
      '; blocked:true',
      '; family_name:"doe"',
      '; hobby:surf',
    ),
  )
  .map(([head, name, tail]) => ({ head, name, tail }));

const lists = fc
  .tuple(
    fc.constantFrom(
      '/api/users',
      '/api/users/',
      `/api/connections/${database}/users`,
      '/api/connections/sms/users',
      '/api/connections/nobody-knows/users',
      '/api/socialconnections/users',
      '/api/enterpriseconnections/users',
    ),
    fc.option(searches, { nil: undefined }),
    fc.constantFrom(undefined, 1, 2, 3, 500),
  )
  .map(([path, search, perPage]): Next => (turn) => {
    const query = new URLSearchParams({
      ...(search === undefined ? {} : { search: searchText(search, turn) }),
      ...(perPage === undefined ? {} : { per_page: String(perPage) }),
    });
    // v1 read a plus in a query as a plus, not as a space.
    const asked = String(query).replaceAll('+', '%20');
    return { who: 'app', method: 'GET', path: `${path}?${asked}`, kind: 'user', whole: true };
  });

function searchText(
  { head, name, tail }: { readonly head: string; readonly name: string; readonly tail: string },
  turn: Turn,
): string {
  if (head === 'name:' || head.startsWith('email:')) return `${head}${emailOf(name, turn)}${tail}`;
  return head.endsWith(':') ? `${head}"${name}.${turn.number}"${tail}` : `${head}${tail}`;
}

const deletionOfAll = fc.constantFrom('app' as const, 'global' as const).map((who): Next => (turn) => ({
  who,
  method: 'DELETE',
  path: '/api/users',
  kind: 'other',
  learn: () => {
    for (const user of turn.users) user.email = undefined;
  },
}));

/** The requests about users, the most frequent first. */
export const userAsks: fc.Arbitrary<Next> = fc.oneof(
  { weight: 36, arbitrary: creation },
  { weight: 36, arbitrary: aboutUser(reading) },
  { weight: 30, arbitrary: aboutUser(metadata) },
  { weight: 24, arbitrary: lists },
  { weight: 18, arbitrary: aboutUser(email) },
  { weight: 18, arbitrary: aboutUser(password) },
  { weight: 12, arbitrary: passwordByEmail },
  { weight: 18, arbitrary: validation },
  { weight: 12, arbitrary: aboutUser(blocked) },
  { weight: 18, arbitrary: aboutUser(small) },
  { weight: 1, arbitrary: deletionOfAll },
);
