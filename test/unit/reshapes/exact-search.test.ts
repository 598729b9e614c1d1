import { describe, expect, test } from '@jest/globals';
import { exactSearch, type ExactSearch } from '../../../src/reshapes/search/exact-search.js';
import { userSearch } from '../../../src/reshapes/search/user-search.js';
import { cpuTime } from '../../support/cpu-time.js';

describe('the exact address or id in a search', () => {
  test.each<[string, string, ExactSearch]>([
    ['an address in quotes', 'email:"x@y.z"', { email: 'x@y.z' }],
    ['an address behind a space', 'email: x@y.z', { email: 'x@y.z' }],
    ['a bare address', 'a+b@c.d', { email: 'a+b@c.d', begins: true }],
    ['a bare address in quotes', '"x@y.z"', { email: 'x@y.z', begins: true }],
    ['an address as it was typed', 'email:Jo@X.com', { email: 'jo@x.com', given_email: 'Jo@X.com' }],
    ['an id', 'user_id:"samlp|c|urn:x"', { user_id: 'samlp|c|urn:x' }],
    ['v1’s id', '_id:abc', { user_id: 'auth0|abc' }],
    [
      'both, among others',
      'blocked:false; user_id:a|b; x@y.z',
      { email: 'x@y.z', begins: true, user_id: 'a|b' },
    ],
    ['the address that is meant as a whole, rather', 'x@y.z; email:a@b.c', { email: 'a@b.c' }],
    ['the first of two addresses', 'email:a@b.c email:d@e.f', { email: 'a@b.c' }],
    ['nothing of a beginning', 'john', {}],
    ['nothing of an address without a domain', 'john@x', {}],
    ['nothing of two addresses in one', 'a@b.c@d.e', {}],
    ['nothing of an address with words', 'email:"a@b.c d"', {}],
    ['nothing of an address in another field', 'name:a@b.c', {}],
    ['nothing of an id without a provider', 'user_id:abc', {}],
    ['nothing where nobody is found anyway', 'a@b.c; loginsCount:x', {}],
    ['nothing', '', {}],
  ])('%s: %s', (_, search, exact) => {
    expect(exactSearch(userSearch({ search }))).toEqual(exact);
  });

  test('is ruled out in under 50 ms of CPU time for an address of ten thousand dots', () => {
    const ms = cpuTime(() => {
      expect(exactSearch([{ kind: 'starts-with', text: `a@${'b.'.repeat(10_000)} ` }])).toEqual({});
    });
    expect(ms).toBeLessThan(50);
  });
});
