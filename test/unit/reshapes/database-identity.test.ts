import { describe, expect, test } from '@jest/globals';
import { databaseIdentity } from '../../../src/reshapes/users/database-identity.js';

const social = { connection: 'google-oauth2', provider: 'google-oauth2' };
const database = { connection: 'db', provider: 'auth0' };
const another = { ...database, connection: 'other', profileData: { email: 'other@corp.example' } };

describe('the identity that has the password', () => {
  test('is the first identity of a database user, with the address of the user', () => {
    const user = { email: 'jane@example.com', identities: [database, social, another] };
    expect(databaseIdentity({ user })).toEqual({ email: 'jane@example.com', connection: 'db' });
  });

  test('is a linked identity if the first is in no database, with the address of that identity', () => {
    const user = { email: 'jane@example.com', identities: [social, another] };
    expect(databaseIdentity({ user })).toEqual({ email: 'other@corp.example', connection: 'other' });
  });

  test('is the identity in the requested connection', () => {
    const user = { email: 'jane@example.com', identities: [database, another] };
    expect(databaseIdentity({ user, connection: 'other' })).toMatchObject({ connection: 'other' });
    expect(() => databaseIdentity({ user, connection: 'google-oauth2' })).toThrow('has no password');
  });

  test('needs an address only for a mail', () => {
    const user = { email: 'jane@example.com', identities: [social, database] };
    expect(databaseIdentity({ user })).toStrictEqual({ connection: 'db' });
    expect(() => databaseIdentity({ user, mails: true })).toThrow('no mail can ask for a new password');
    const asked = { user: { ...user, identities: [database] }, mails: true };
    expect(databaseIdentity(asked)).toStrictEqual({ connection: 'db', email: 'jane@example.com' });
  });

  test.each([
    { identities: [social] },
    {},
    { identities: null },
    { identities: 'none' },
    { identities: [null, 'auth0', { ...database, connection: null }] },
  ])('is missing: %j', (user) => {
    const message = expect.stringContaining('The user has no password');
    expect(() => databaseIdentity({ user })).toThrow(
      expect.objectContaining({ code: 'input-invalid', message }),
    );
  });

  test('has no address if v2 answers null', () => {
    const user = { email: null, identities: [null, { ...database, profileData: null }] };
    expect(databaseIdentity({ user })).toStrictEqual({ connection: 'db' });
    const first = { email: null, identities: [database] };
    expect(() => databaseIdentity({ user: first, mails: true })).toThrow('has no e-mail address');
  });
});
