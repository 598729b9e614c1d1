import { expect, it } from '@jest/globals';
import { ownUserId } from '../../../src/reshapes/users/own-user-id.js';
import { contextOf } from './context.js';

const { settings, caller } = contextOf({}, 'user');
const user = (userId?: string) => ({ settings, caller: { ...caller, user_id: userId } });

it.each([contextOf(), contextOf({}, 'app'), user('auth0|1')])(
  'ownUserId returns the user id for the context %j',
  (context) => {
    expect(ownUserId('auth0|1', context)).toBe('auth0|1');
  },
);

it.each([undefined, '', '1', 'auth0|10', 'AUTH0|1'])(
  'ownUserId fails with step-missing for the user %j',
  (own) => {
    expect(() => ownUserId('auth0|1', user(own))).toThrow(expect.objectContaining({ code: 'step-missing' }));
  },
);
