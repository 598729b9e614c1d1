import { describe, expect, test } from '@jest/globals';
import { createCallerNames } from '../../../src/parity/clients/name-callers.js';

const target = '/api/users';
const idToken = `e30.${Buffer.from('{"sub":"auth0|1"}').toString('base64url')}.x`.replace(
  'e30',
  'eyJhbGciOiJub25lIn0',
);

describe('the name of the caller', () => {
  test('is the client that got the token, sent in the header or in the query', () => {
    const names = createCallerNames();
    names.grant('shop', 'T1');
    expect(names.nameOf({ authorization: 'bearer T1', target })).toBe('client:shop');
    expect(names.nameOf({ authorization: undefined, target: `${target}?a=b&access_token=T1` })).toBe(
      'client:shop',
    );
  });

  test('is a stable number for a token that is older than the recorder', () => {
    const names = createCallerNames();
    const ask = (token: string): string => names.nameOf({ authorization: `Bearer ${token}`, target });
    expect([ask('A'), ask('B'), ask('A')]).toEqual(['token:1', 'token:2', 'token:1']);
  });

  test('is the user of an id_token, and a number for a token that only looks like one', () => {
    const names = createCallerNames();
    expect(names.nameOf({ authorization: `Bearer ${idToken}`, target })).toBe('user:auth0|1');
    expect(names.nameOf({ authorization: 'Bearer eyJx.eyJ.z', target })).toBe('token:1');
  });

  test('is the caller that received the paging link, for a request with that link', () => {
    const names = createCallerNames();
    names.handOut('client:shop', '<https://h/api/users?page=1&bewit=a%3D%3D>; rel="next"');
    expect(names.nameOf({ authorization: undefined, target: `${target}?page=1&bewit=a%3D%3D` })).toBe(
      'client:shop',
    );
    expect(names.nameOf({ authorization: undefined, target: `${target}?page=1&bewit=b` })).toBe('none');
    expect(names.nameOf({ authorization: undefined, target })).toBe('none');
  });

  test('is found by a seal with invalid percent-encoding, too', () => {
    const names = createCallerNames();
    names.handOut('client:shop', '<https://h/api/users?page=1&bewit=%zz>; rel="next"');
    expect(names.nameOf({ authorization: undefined, target: `${target}?page=1&bewit=%zz` })).toBe(
      'client:shop',
    );
  });
});
