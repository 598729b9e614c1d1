import { describe, expect, it } from '@jest/globals';
import { userOfAddress } from '../../../src/reshapes/users/user-of-address.js';

const jane = { user_id: 'auth0|1' };
const asked = { email: 'jane@example.com', connection: 'Users' };
const own = (email: unknown) => ({ user_id: 'auth0|2', email, identities: [{ connection: 'Users' }] });
const linked = (profileData: unknown) => ({
  user_id: 'github|3',
  email: 'jane@example.com',
  identities: [{ connection: 'github' }, { connection: 'Users', profileData }],
});

describe('the user with an address in a connection', () => {
  it('is a user without identities if the search was for the connection', () => {
    expect(userOfAddress({ items: [jane], ...asked, listed: { items: [jane], total: 1_300 } })).toBe(jane);
  });

  it.each([
    [
      'the linked account has another address',
      linked({ email: 'jane@corp.example' }),
      own('jane@example.com'),
    ],
    ['the linked account tells none', linked(undefined), own('Jane@Example.com')],
    [
      'the linked account is the one that has it',
      own('joe@example.com'),
      linked({ email: 'JANE@example.com' }),
    ],
    ['the other shows no identities', jane, own('jane@example.com')],
  ])('is the user who has the address in that connection, when %s', (_name, other, wanted) => {
    for (const items of [
      [other, wanted],
      [wanted, other],
    ])
      expect(userOfAddress({ items, ...asked, listed: { items, total: 2 } })).toBe(wanted);
  });

  it('is a user with the address in another connection if nobody has it in that connection', () => {
    const user = linked({ email: 'jane@corp.example' });
    expect(userOfAddress({ items: [{ ...own('jane@example.com'), identities: [] }, user], ...asked })).toBe(
      user,
    );
  });

  it.each([
    ['nobody is there', { items: [], listed: { items: [jane], total: 1 } }, 'step-missing'],
    ['nobody is there, and no list is told', { items: [] }, 'step-missing'],
    [
      'nobody is in the connection',
      { items: [jane, { identities: [{ connection: 'github' }] }] },
      'step-missing',
    ],
    [
      'the list is longer than what was looked through',
      { items: [], listed: { items: [jane], total: 1_300 } },
      'gone',
    ],
  ])('is refused when %s', (_name, input, code) => {
    expect(() => userOfAddress({ ...input, ...asked })).toThrow(expect.objectContaining({ code }));
  });
});
