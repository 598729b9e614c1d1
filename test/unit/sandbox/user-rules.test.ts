import { beforeEach, describe, expect, test } from '@jest/globals';
import { createConnection } from '../../../src/sandbox/connections/connection-create.js';
import { textAt, type JsonObject } from '../../../src/sandbox/json-value.js';
import { mergeMetadata, refusedAppMetadata } from '../../../src/sandbox/users/metadata.js';
import { Tenant } from '../../../src/sandbox/tenant.js';
import { createUser } from '../../../src/sandbox/users/user-create.js';
import { linkUser, unlinkUser } from '../../../src/sandbox/users/user-link.js';
import type { UserRecord } from '../../../src/sandbox/users/user-record.js';
import { updateUser } from '../../../src/sandbox/users/user-update.js';
import { userView } from '../../../src/sandbox/users/user-view.js';

const db = 'Main-Database';
let now: number;
let tenant: Tenant;

beforeEach(() => {
  now = Date.UTC(2026, 0, 1);
  tenant = new Tenant({ now: () => now });
  createConnection(tenant, { name: db, strategy: 'auth0', options: { passwordPolicy: 'good' } });
  createConnection(tenant, { name: 'Named', strategy: 'auth0', options: { requires_username: true } });
  createConnection(tenant, { name: 'email', strategy: 'email' });
  createConnection(tenant, { name: 'sms', strategy: 'sms' });
  createConnection(tenant, { name: 'corp', strategy: 'samlp' });
  createConnection(tenant, { name: 'github', strategy: 'github' });
});

function make(body: JsonObject = {}): UserRecord {
  return createUser(tenant, { connection: db, email: 'a@example.com', password: 'Good-Password-1', ...body });
}

function outside(connection: string, userId: string, profile: JsonObject = {}): UserRecord {
  const [provider = '', ...rest] = userId.split('|');
  const id = rest.join('|');
  return tenant.users.put({
    user_id: `${provider}|${id}`,
    created_at: tenant.timestamp(),
    updated_at: tenant.timestamp(),
    profile,
    account: {},
    identities: [{ connection, provider, user_id: id, isSocial: provider === 'github' }],
  });
}

describe('creating a user', () => {
  test.each([
    ['an unknown connection', { connection: 'nope' }, 'The connection does not exist.'],
    [
      'an enterprise connection',
      { connection: 'corp' },
      'Connection does not support user creation through the API.',
    ],
    [
      'a social connection',
      { connection: 'github' },
      'Connection does not support user creation through the API.',
    ],
    ['a weak password', { password: 'weak' }, 'PasswordStrengthError: Password is too weak'],
    [
      'a user name where there is none',
      { username: 'a' },
      'Cannot set username for connection without requires_username.',
    ],
    ['no user name where one is needed', { connection: 'Named' }, 'Missing username for Named connection'],
    ['sms without a phone number', { connection: 'sms' }, "'Missing required property: phone_number'"],
    ['a key with a dot', { app_metadata: { 'a.b': 1 } }, 'Invalid property name: a.b'],
    ['a nested key with a dollar', { user_metadata: { a: [{ $b: 1 }] } }, 'Invalid property name: $b'],
  ])('%s is refused', (_what, body: JsonObject, message) => {
    expect(() => make(body)).toThrow(
      expect.objectContaining({ status: 400, message: expect.stringContaining(message) }),
    );
    expect(tenant.users.all()).toEqual([]);
  });

  test.each(refusedAppMetadata)('app_metadata may not hold %s', (key) => {
    expect(() => make({ app_metadata: { [key]: 'x' } })).toThrow(`Property not allowed: ${key}`);
  });

  test('a database needs an e-mail and a password', () => {
    expect(() => createUser(tenant, { connection: db, password: 'Good-Password-1' })).toThrow(
      'property: email',
    );
    expect(() => createUser(tenant, { connection: db, email: 'a@example.com' })).toThrow(
      'property: password',
    );
  });

  test('the e-mail is stored in lower case and may exist once in a connection', () => {
    expect(make({ email: 'A@Example.COM' }).profile['email']).toBe('a@example.com');
    expect(() => make({ email: 'a@EXAMPLE.com' })).toThrow(
      expect.objectContaining({ status: 409, message: 'The user already exists.' }),
    );
    expect(make({ connection: 'Named', username: 'a' }).profile['email']).toBe('a@example.com');
  });

  test('a user name may exist once in a connection', () => {
    make({ connection: 'Named', username: 'taken' });
    expect(() => make({ connection: 'Named', username: 'taken', email: 'b@example.com' })).toThrow(
      'The username provided is in use already.',
    );
  });

  test('a chosen id may exist once', () => {
    expect(make({ user_id: 'mine' }).user_id).toBe('auth0|mine');
    expect(() => make({ user_id: 'mine', email: 'b@example.com' })).toThrow('The user already exists.');
  });

  test('keys that were not set are absent, not null', () => {
    const keys = Object.keys(userView(make())).sort();
    expect(keys).toEqual(
      [
        'created_at',
        'email',
        'email_verified',
        'identities',
        'name',
        'nickname',
        'picture',
        'updated_at',
        'user_id',
      ].sort(),
    );
  });

  test('the picture is a valid URL for every name', () => {
    const picture = textAt(userView(make({ name: '😀𝒳' })), 'picture') ?? '';
    expect(decodeURIComponent(picture)).toContain('/avatars/😀𝒳.png');
  });

  test('an sms user has a phone number, a name and no e-mail', () => {
    const view = userView(createUser(tenant, { connection: 'sms', phone_number: '+4930123' }));
    expect(view).toMatchObject({ phone_number: '+4930123', phone_verified: false, name: '+4930123' });
    expect(view).not.toHaveProperty('email');
  });

  test.each([
    ['nothing is said', {}, 1],
    ['the e-mail is verified', { email_verified: true }, 0],
    ['verify_email is false', { verify_email: false }, 0],
    ['verify_email is true on a verified e-mail', { email_verified: true, verify_email: true }, 1],
  ])('a verification mail is sent, or not, when %s', (_when, body: JsonObject, mails) => {
    make(body);
    expect(tenant.mails).toHaveLength(mails);
  });
});

describe('changing a user', () => {
  test.each([
    ['password', 'email', { password: 'Good-Password-2', email: 'b@example.com' }],
    ['password', 'email_verified', { password: 'Good-Password-2', email_verified: true }],
    ['username', 'email', { username: 'b', email: 'b@example.com' }],
    ['username', 'email_verified', { username: 'b', email_verified: true }],
    ['username', 'password', { username: 'b', password: 'Good-Password-2' }],
  ])('%s and %s are refused together', (one, other, body: JsonObject) => {
    const user = make({ connection: 'Named', username: 'a' });
    expect(() => updateUser(tenant, user, body)).toThrow(`Cannot update ${one} and ${other} simultaneously`);
    expect(tenant.users.get(user.user_id)).toBe(user);
  });

  test('a password change is effective and sets last_password_reset', () => {
    const user = make();
    now += 1000;
    const updated = updateUser(tenant, user, { password: 'Good-Password-2' });
    expect(tenant.users.passwordIs(user.user_id, db, 'Good-Password-2')).toBe(true);
    expect(tenant.users.passwordIs(user.user_id, db, 'Good-Password-1')).toBe(false);
    expect(updated.account.last_password_reset).toBe('2026-01-01T00:00:01.000Z');
    expect(updated.updated_at).toBe('2026-01-01T00:00:01.000Z');
    expect(updated.created_at).toBe('2026-01-01T00:00:00.000Z');
  });

  test('a weak password changes nothing', () => {
    const user = make();
    expect(() => updateUser(tenant, user, { password: 'weak' })).toThrow('PasswordStrengthError');
    expect(tenant.users.passwordIs(user.user_id, db, 'Good-Password-1')).toBe(true);
  });

  test('null removes a field, and a removed name falls back to the e-mail', () => {
    const user = make({ name: 'A Name', given_name: 'A' });
    const view = userView(updateUser(tenant, user, { name: null, given_name: null }));
    expect(view).toMatchObject({ name: 'a@example.com' });
    expect(view).not.toHaveProperty('given_name');
  });

  test('a new e-mail is unverified unless the body says otherwise', () => {
    const user = make({ email_verified: true });
    expect(updateUser(tenant, user, { email: 'B@example.com' }).profile).toMatchObject({
      email: 'b@example.com',
      email_verified: false,
    });
    const told = updateUser(tenant, user, { email: 'c@example.com', email_verified: true });
    expect(told.profile['email_verified']).toBe(true);
  });

  test('an e-mail that another user of the connection has is refused', () => {
    const user = make();
    make({ email: 'b@example.com' });
    expect(() => updateUser(tenant, user, { email: 'B@example.com' })).toThrow(
      'The specified new email already exists',
    );
    expect(() => updateUser(tenant, user, { email: 'a@example.com' })).not.toThrow();
  });

  test.each([
    [
      'the e-mail of an enterprise user',
      { email: 'x@corp.example' },
      'Cannot update email for non-database user.',
    ],
    [
      'email_verified of an enterprise user',
      { email_verified: true },
      'Email verification is not supported for enterprise users.',
    ],
    [
      'the password of an enterprise user',
      { password: 'Good-Password-2' },
      'Connection is not supported for this operation.',
    ],
    ['the name of a synced user', { name: 'X' }, 'The following user attributes cannot be updated: name.'],
  ])('%s is refused', (_what, body: JsonObject, message) => {
    const user = outside('corp', 'samlp|corp|x', { email: 'x@corp.example' });
    expect(() => updateUser(tenant, user, body)).toThrow(message);
  });

  test('metadata and blocking can be changed on any user', () => {
    const user = outside('corp', 'samlp|corp|x', { email: 'x@corp.example' });
    const updated = updateUser(tenant, user, { blocked: true, app_metadata: { a: 1 } });
    expect(userView(updated)).toMatchObject({ blocked: true, app_metadata: { a: 1 } });
  });

  test('the name of a user whose profile sync is off can be changed', () => {
    createConnection(tenant, {
      name: 'own',
      strategy: 'samlp',
      options: { set_user_root_attributes: 'on_first_login' },
    });
    const user = outside('own', 'samlp|own|x');
    expect(updateUser(tenant, user, { name: 'X' }).profile['name']).toBe('X');
  });

  test('a change of a secondary identity names its connection and leaves the main identity unchanged', () => {
    const main = make();
    const other = make({ connection: 'Named', username: 'b', email: 'b@example.com' });
    const linked = linkUser(tenant, main, { provider: 'auth0', userId: other.user_id });
    const updated = updateUser(tenant, linked, { connection: 'Named', email: 'c@example.com' });
    expect(updated.profile['email']).toBe('a@example.com');
    expect(updated.identities[1]?.profileData).toMatchObject({ email: 'c@example.com' });
    updateUser(tenant, updated, { connection: 'Named', password: 'Other-Password-1' });
    expect(tenant.users.passwordIs(main.user_id, 'Named', 'Other-Password-1')).toBe(true);
    expect(tenant.users.passwordIs(main.user_id, db, 'Good-Password-1')).toBe(true);
    expect(() => updateUser(tenant, updated, { connection: 'Named', name: 'X' })).toThrow(
      'secondary identity',
    );
    expect(() => updateUser(tenant, updated, { connection: 'corp', email: 'c@example.com' })).toThrow(
      'Connection is not supported for this operation.',
    );
  });
});

interface MergeCase {
  stored: JsonObject | undefined;
  sent: JsonObject;
  merged: JsonObject | undefined;
}

describe('metadata merges at the first level', () => {
  test.each<[string, MergeCase]>([
    ['keeps other keys', { stored: { a: 1, b: 2 }, sent: { b: 3, c: 4 }, merged: { a: 1, b: 3, c: 4 } }],
    [
      'replaces a nested object as a whole',
      { stored: { a: { x: 1 } }, sent: { a: { y: 2 } }, merged: { a: { y: 2 } } },
    ],
    ['removes a key by null', { stored: { a: 1, b: 2 }, sent: { a: null }, merged: { b: 2 } }],
    ['keeps a nested null', { stored: { a: 1 }, sent: { b: { x: null } }, merged: { a: 1, b: { x: null } } }],
    ['leaves an empty object when the last key goes', { stored: { a: 1 }, sent: { a: null }, merged: {} }],
    ['removes everything by an empty object', { stored: { a: 1 }, sent: {}, merged: undefined }],
    ['starts from nothing', { stored: undefined, sent: { a: 1 }, merged: { a: 1 } }],
  ])('%s', (_what, { stored, sent, merged }: MergeCase) => {
    expect(mergeMetadata(stored, sent)).toEqual(merged);
  });
});

describe('linking', () => {
  test('removes the secondary user with its metadata, and finds the main user by the linked e-mail', () => {
    const main = make();
    const other = make({ email: 'b@example.com', app_metadata: { lost: true } });
    const linked = linkUser(tenant, main, { provider: 'auth0', userId: other.user_id });
    expect(tenant.users.get(other.user_id)).toBeUndefined();
    expect(linked.identities).toHaveLength(2);
    expect(userView(linked)).not.toHaveProperty('app_metadata');
    expect(tenant.users.byProfile(db, 'email', 'b@example.com')?.user_id).toBe(main.user_id);
  });

  test('an unlinked identity is a user of its own again', () => {
    const main = make();
    const other = make({ email: 'b@example.com' });
    const linked = linkUser(tenant, main, { provider: 'auth0', userId: other.user_id });
    const left = unlinkUser(tenant, linked, {
      provider: 'auth0',
      userId: other.user_id.replace('auth0|', ''),
    });
    expect(left.identities).toHaveLength(1);
    expect(tenant.users.get(other.user_id)?.profile).toMatchObject({ email: 'b@example.com' });
    expect(tenant.users.passwordIs(other.user_id, db, 'Good-Password-1')).toBe(true);
  });

  test.each([
    ['the same user', (main: UserRecord) => main.user_id, 'Main identity and the new one are the same.'],
    ['nobody', () => 'auth0|nobody', 'Provided secondary account not found.'],
  ])('linking %s is refused', (_who, userId, message) => {
    const main = make();
    expect(() => linkUser(tenant, main, { provider: 'auth0', userId: userId(main) })).toThrow(
      expect.objectContaining({ status: 400, message }),
    );
  });

  test('a provider without a connection is refused, a second link is a conflict', () => {
    const main = make();
    expect(() => linkUser(tenant, main, { provider: 'facebook', userId: '1' })).toThrow(
      'The provider/connection is not configured.',
    );
    outside('github', 'github|583');
    const linked = linkUser(tenant, main, { provider: 'github', userId: '583' });
    expect(() => linkUser(tenant, linked, { provider: 'github', userId: 'github|583' })).toThrow(
      expect.objectContaining({ status: 409, message: 'Specified identity already exists.' }),
    );
  });

  test('the main identity cannot be unlinked', () => {
    const main = make();
    const userId = main.user_id.replace('auth0|', '');
    expect(() => unlinkUser(tenant, main, { provider: 'auth0', userId })).toThrow(
      'Main identity cannot be removed.',
    );
  });
});
