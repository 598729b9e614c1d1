import { describe, expect, test } from '@jest/globals';
import { passwordChangeToV2 } from '../../../src/reshapes/users/password-change-to-v2.js';
import { passwordTicketToV2 } from '../../../src/reshapes/tickets/password-ticket-to-v2.js';
import { ticketUser2015ToV2 } from '../../../src/reshapes/tickets/ticket-user-2015-to-v2.js';
import { ticketUserToV2 } from '../../../src/reshapes/tickets/ticket-user-to-v2.js';
import { frozen } from './json-arbitrary.js';

describe('a password is changed', () => {
  test.each([
    { input: { user_id: 'auth0|1' }, change: { writes: true, mails: false, looks: false } },
    { input: { user_id: 'auth0|1', verify: false }, change: { writes: true, mails: false, looks: false } },
    { input: { user_id: 'auth0|1', verify: true }, change: { writes: false, mails: true, looks: true } },
    { input: { user_id: 'google-oauth2|auth0|1' }, change: { writes: true, mails: false, looks: true } },
    { input: {}, change: { writes: true, mails: false, looks: true } },
  ])('for $input by $change', ({ input, change }) => {
    expect(passwordChangeToV2(frozen(input))).toStrictEqual(change);
  });
});

describe('a ticket for a password', () => {
  /** The flags of a ticket for a database user. */
  const own = { looks: false, names: false };

  test.each([
    { input: {}, ticket: { asks: true, holds: false, looks: true, names: true } },
    { input: { newPassword: 'x' }, ticket: { asks: false, holds: true, looks: true, names: false } },
  ])('of a user of another provider with the input $input is $ticket', ({ input, ticket }) => {
    expect(passwordTicketToV2(frozen({ user_id: 'waad|auth0|1', ...input }))).toStrictEqual(ticket);
  });

  test.each([
    { title: 'asks for it unless told', input: {}, ticket: { asks: true, holds: false, ...own } },
    {
      title: 'holds it where it is told',
      input: { newPassword: '' },
      ticket: { asks: false, holds: true, ...own, looks: true },
    },
    {
      title: 'that asks leads wherever v2 lets it',
      input: { resultUrl: 'app://done' },
      ticket: { asks: true, holds: false, ...own, result_url: 'app://done' },
    },
    {
      title: 'that holds it leads to a web page',
      input: { newPassword: 'x', resultUrl: 'HTTP://a.example/?b' },
      ticket: { asks: false, holds: true, ...own, looks: true, result_url: 'HTTP://a.example/?b' },
    },
    {
      title: 'that holds it leads to a safe one, too',
      input: { newPassword: 'x', resultUrl: 'https://a.example' },
      ticket: { asks: false, holds: true, ...own, looks: true, result_url: 'https://a.example' },
    },
  ])('$title', ({ input, ticket }) => {
    expect(passwordTicketToV2(frozen({ user_id: 'auth0|1', ...input }))).toStrictEqual(ticket);
  });

  test.each(['javascript:alert(1)', 'data:text/html,x', '//a.example', 'a.example', ''])(
    'that holds the password cannot redirect to %j',
    (resultUrl) => {
      expect(() => passwordTicketToV2({ user_id: 'auth0|1', newPassword: 'x', resultUrl })).toThrow(
        expect.objectContaining({
          code: 'input-invalid',
          message: '"resultUrl" must begin with http:// or https://',
        }),
      );
    },
  );

  test('names a linked identity by its address and the id of its connection, and any other user by the user_id', () => {
    const linked = { connection: 'db', email: 'a@b.c' };
    const named = { email: 'a@b.c', connection_id: 'con_1' };
    expect(ticketUserToV2(frozen({ user_id: 'auth0|1' }))).toStrictEqual({ user_id: 'auth0|1' });
    expect(ticketUserToV2(frozen({ user_id: 'x|1', linked, connection: { id: 'con_1' } }))).toStrictEqual(
      named,
    );
  });

  test('in the 2015 dialect names a linked identity by its address, and any other user by the user_id', () => {
    const linked = { connection: 'db', email: 'a@b.c' };
    expect(ticketUser2015ToV2(frozen({ user_id: 'auth0|1' }))).toStrictEqual({ user_id: 'auth0|1' });
    expect(ticketUser2015ToV2(frozen({ user_id: 'auth0|1', linked }))).toStrictEqual(linked);
  });
});
