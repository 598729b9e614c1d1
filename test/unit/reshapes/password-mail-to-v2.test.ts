import { describe, expect, test } from '@jest/globals';
import { passwordMailToV2 } from '../../../src/reshapes/password-mail-to-v2.js';

const social = { connection: 'google-oauth2', provider: 'google-oauth2' };
const database = { connection: 'db', provider: 'auth0' };

describe('the mail that asks for a new password', () => {
  test('goes to the address of a user of a database', () => {
    const user = { email: 'jane@example.com', identities: [database, social] };
    expect(passwordMailToV2(user)).toEqual({ email: 'jane@example.com', connection: 'db' });
  });

  test('goes to the address that the database knows where that identity was linked to another', () => {
    const linked = { ...database, profileData: { email: 'second@corp.example' } };
    const user = { email: 'jane@example.com', identities: [social, linked] };
    expect(passwordMailToV2(user)).toEqual({ email: 'second@corp.example', connection: 'db' });
  });

  test.each([
    { email: 'jane@example.com', identities: [social] },
    { email: 'jane@example.com', identities: [social, database] },
    { identities: [database] },
    { email: 'jane@example.com' },
  ])('goes to nobody else: %j', (user) => {
    expect(() => passwordMailToV2(user)).toThrow('no mail can ask for a new password');
  });
});
