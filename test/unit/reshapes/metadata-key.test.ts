import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  isRefused,
  markedName,
  markerKey,
  noopKey,
  shownKey,
  storedKey,
} from '../../../src/reshapes/metadata/metadata-key.js';
import { keys } from './json-arbitrary.js';

describe('a metadata key in v2', () => {
  test.each([
    { title: 'the empty key', name: '', first: '_v1_', nested: '_v1_' },
    { title: '__proto__', name: '__proto__', first: '_v1___proto__', nested: '_v1___proto__' },
    { title: 'one that looks escaped already', name: '_v1_a', first: '_v1__v1_a', nested: '_v1__v1_a' },
    {
      title: 'one that looks like a marker',
      name: '_v1null_a',
      first: '_v1__v1null_a',
      nested: '_v1__v1null_a',
    },
    { title: 'the no-op key', name: noopKey, first: '_v1__v1noop', nested: '_v1__v1noop' },
    {
      title: 'a dot, a percent sign and a space',
      name: 'a.b% c',
      first: '_v1_a%2Eb%25%20c',
      nested: '_v1_a%2Eb%25%20c',
    },
    { title: 'a leading dollar', name: '$set', first: '_v1_%24set', nested: '_v1_%24set' },
    { title: 'a NUL', name: 'a\0', first: '_v1_a%00', nested: '_v1_a%00' },
    {
      title: 'a lone surrogate beside a dot',
      name: '\ud83d.',
      first: '_v1_\ud83d%2E',
      nested: '_v1_\ud83d%2E',
    },
    { title: 'a dollar further on', name: 'a$', first: 'a$', nested: 'a$' },
    {
      title: 'a name that v2 refuses at the first level',
      name: 'email',
      first: '_v1_email',
      nested: 'email',
    },
    { title: 'a name with a space', name: 'Customer Id', first: 'Customer Id', nested: 'Customer Id' },
    { title: 'a leading underscore', name: '_a', first: '_a', nested: '_a' },
    {
      title: 'surrogates that make a pair',
      name: '😀.',
      first: '_v1_%F0%9F%98%80%2E',
      nested: '_v1_%F0%9F%98%80%2E',
    },
    { title: 'any other', name: 'hobby', first: 'hobby', nested: 'hobby' },
  ])('$title', ({ name, first, nested }) => {
    expect(storedKey(name, 'first')).toBe(first);
    expect(storedKey(name, 'nested')).toBe(nested);
    expect(shownKey(first, 'first')).toBe(name);
    expect(shownKey(nested, 'nested')).toBe(name);
  });

  // The names are from the page of Auth0 on the names and types of metadata.
  test.each(
    `__tenant _id blocked clientID created_at email_verified email globalClientID global_client_id identities lastIP
     lastLogin loginsCount metadata multifactor_last_modified multifactor updated_at user_id`.split(/\s+/),
  )('%s is escaped at the first level of app_metadata, where v2 refuses it, and unchanged below', (name) => {
    expect(isRefused(name)).toBe(true);
    expect(storedKey(name, 'first')).toBe(`_v1_${name}`);
    expect(storedKey(name, 'nested')).toBe(name);
  });

  test('decodes to the original key, is accepted by v2, and is never taken for a marker', () => {
    fc.assert(
      fc.property(keys, fc.constantFrom('first' as const, 'nested' as const), (name, level) => {
        const stored = storedKey(name, level);
        expect(shownKey(stored, level)).toBe(name);
        expect(markedName(stored)).toBeUndefined();
        expect(markedName(markerKey(name))).toBe(name);
        for (const key of [storedKey(name, 'first'), markerKey(name)]) {
          expect(isRefused(key)).toBe(false);
          expect(key).not.toBe(noopKey);
        }
      }),
      { numRuns: 2000 },
    );
  });

  test.each(['_v1_a', '_v1_a%2', '_v1_%ff', '_v1_a.b', '_v1_%2e', '_v1beta', '_v1'])(
    '%s, which holdover never writes, is shown unchanged',
    (stored) => {
      expect(shownKey(stored, 'first')).toBe(stored);
    },
  );

  test.each(['_v1null_%ff', '_v1null_a.b', '_v1_null_a', 'null'])('%s is not a marker', (stored) => {
    expect(markedName(stored)).toBeUndefined();
  });
});
