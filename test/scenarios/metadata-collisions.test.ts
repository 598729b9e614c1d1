import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { UserRecord } from '../../src/sandbox/users/user-record.js';
import { openSandboxGateway, type SandboxGateway } from '../support/sandbox-gateway.js';
import { seedTenant } from '../support/tenant-seed.js';

type Json = Record<string, unknown>;

/** Who the user is and what the account did: metadata never replace these fields, even where the profile has none. */
const account = [
  'user_id',
  '_id',
  'email',
  'email_verified',
  'username',
  'phone_number',
  'identities',
  'clientID',
  'lastLogin',
  'loginsCount',
  'created_at',
  'blocked',
];
/** Metadata show where the profile has none of these fields. */
const names = ['name', 'nickname', 'picture', 'given_name', 'family_name'];
/** Words of v2, of its profile and of holdover that were no fields of v1: metadata like any other. */
const free = ['gender', 'locale', 'issuer', 'metadata', 'app_metadata', 'user_metadata', 'last_ip'];

const connection = 'Username-Password-Authentication';
const identities = [{ connection, provider: 'auth0', user_id: '1', isSocial: false }];
const full = {
  user_id: 'auth0|1',
  identities,
  email: 'jane@example.com',
  email_verified: true,
  username: 'jane',
  phone_number: '+15550100',
  name: 'Jane Doe',
  nickname: 'jd',
  given_name: 'Jane',
  family_name: 'Doe',
  picture: 'https://example.com/jane.png',
  blocked: true,
  logins_count: 3,
  last_login: '2015-01-01T00:00:00.000Z',
};
const bare = { user_id: 'auth0|1', identities };

let stage: SandboxGateway;
let token: string;

beforeAll(async () => {
  stage = await openSandboxGateway();
  token = (await stage.bearerOf('app')) ?? '';
});

afterAll(() => stage.close());

beforeEach(() => {
  seedTenant(stage.sandbox.tenant, { users: [full] });
});

describe.each([...account, ...names, ...free])('metadata under the name %s', (field) => {
  const value = { of: 'metadata', none: null };
  const bag = { [field]: value, other: 1 };
  const isAccount = account.includes(field);
  const over = (profile: Json): Json => ({ ...(isAccount ? { other: 1 } : bag), ...profile });

  test.each(['PATCH', 'PUT'])('leave the profile as it is, and are kept, by %s', async (method) => {
    const [before, profile] = [await read(''), profileOf('auth0|1')];
    await ask(method, '/auth0%7C1/metadata', bag);
    expect(profileOf('auth0|1')).toEqual(profile);
    expect(await read('/metadata')).toEqual(bag);
    const shown = over(before);
    expect(withoutDate(await read(''))).toEqual(withoutDate(shown));
    await ask('PATCH', '/auth0%7C1/metadata', { other: 2 });
    expect(await read('/metadata')).toEqual({ ...bag, other: 2 });
    await ask('PUT', '/auth0%7C1/metadata', bag);
    expect(await read('/metadata')).toEqual(bag);
    expect(withoutDate(await read(''))).toEqual(withoutDate(shown));
    await ask('PUT', '/auth0%7C1/metadata', { other: 3 });
    expect(withoutDate(await read(''))).toEqual(withoutDate({ ...before, other: 3 }));
  });

  test('leave the profile as it is, and are kept, by POST', async () => {
    const own = { connection, email: 'john@example.com', password: 'Right-Passw0rd' };
    const plain = (await ask('POST', '', own)) as Json;
    stage.sandbox.tenant.users.erase(String(plain['user_id']));
    const made = (await ask('POST', '', { ...own, metadata: bag })) as Json;
    const always = new Set(['user_id', '_id', 'created_at', 'updated_at', 'identities']);
    const fixed = Object.entries(plain).filter(([key]) => !always.has(key));
    expect(made).toMatchObject(Object.fromEntries(fixed));
    for (const key of always) expect(typeof made[key]).toBe(typeof plain[key]);
    if (!isAccount && !(field in plain)) expect(made[field]).toEqual(value);
    else expect(made[field]).not.toEqual(value);
    expect(await read('/metadata', String(made['user_id']))).toEqual(bag);
  });

  test(`${isAccount ? 'do not show' : 'show'} in the root where the profile has none`, async () => {
    seedTenant(stage.sandbox.tenant, { users: [bare] });
    const before = await read('');
    await ask('PATCH', '/auth0%7C1/metadata', bag);
    expect(withoutDate(await read(''))).toEqual(withoutDate(over(before)));
    expect(await read('/metadata')).toEqual(bag);
  });
});

test('attributes of a new user that were no profile fields in v1 are metadata, whatever their name', async () => {
  const own = { connection, email: 'john@example.com', password: 'Right-Passw0rd' };
  const known = ['user_id', 'email', 'email_verified', 'username', 'phone_number', 'blocked'];
  const wrappers = ['metadata', 'app_metadata', 'user_metadata'];
  const loose = [...account, ...free].filter((field) => ![...known, ...wrappers].includes(field));
  const bag = Object.fromEntries(loose.map((field) => [field, `metadata ${field}`]));
  const made = (await ask('POST', '', { ...own, ...bag })) as Json;
  expect(await read('/metadata', String(made['user_id']))).toEqual(bag);
  expect(made).toMatchObject({ identities: [{ connection }], gender: 'metadata gender' });
  expect(made).not.toHaveProperty('lastLogin');
});

/** The tenant's own record of the user, without metadata. */
function profileOf(
  id: string,
): Omit<UserRecord, 'updated_at' | 'app_metadata' | 'user_metadata'> | undefined {
  const user = stage.sandbox.tenant.users.get(id);
  if (user === undefined) return undefined;
  const { user_id, created_at, profile, account: facts, identities: own } = user;
  return { user_id, created_at, profile, account: facts, identities: own };
}

async function read(part: string, id = 'auth0|1'): Promise<Json> {
  return (await ask('GET', `/${encodeURIComponent(id)}${part}`)) as Json;
}

async function ask(method: string, path: string, body?: object): Promise<unknown> {
  const answer = await fetch(`${stage.http}/api/users${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  expect({ status: answer.status, text }).toMatchObject({ status: 200 });
  return text === 'OK' ? text : JSON.parse(text);
}

/** `updated_at` changes with every write of metadata. */
function withoutDate(user: Json): Json {
  return { ...user, updated_at: undefined };
}
