import { describe, expect, test } from '@jest/globals';
import { reshapes } from '../../../src/reshapes/registry.js';
import { contextOf } from './context.js';
import { marked, shownLosses, user } from './shown-losses.js';

describe('a loss is detected exactly in the values that have it, by', () => {
  test.each(Object.entries(shownLosses))('%s', (name, [shown, not]) => {
    const context = contextOf({ nulls: name === 'drops-nulls' ? 'drop' : 'preserve' });
    const isSeen = (value: unknown) => {
      const said = reshapes[name]?.(value, context);
      return Array.isArray(said) ? said.length > 0 : said;
    };
    expect(shown.map(isSeen)).toEqual(shown.map(() => true));
    expect(not.map(isSeen)).toEqual(not.map(() => false));
  });

  test('drops-nulls and keeps-nulls only in their own mode', () => {
    expect(reshapes['drops-nulls']?.({ a: null }, contextOf())).toBe(false);
    expect(reshapes['keeps-nulls']?.({ app_metadata: marked }, contextOf({ nulls: 'drop' }))).toEqual([]);
  });
});

/** By function: a value, and the v1 names of the fields that its loss affects. */
const places: Readonly<Record<string, readonly [value: unknown, fields: readonly string[]]>> = {
  'has-other-fields': [{ body: { name: 'a', color: null, 'a.b': 1 }, known: 'name id' }, ['color', 'a.b']],
  'hides-metadata': [
    [
      { ...user, app_metadata: { username: 'a', plan: 1 } },
      { name: 'x', user_metadata: { name: 'y' }, app_metadata: { name: 'z', _v1_email: 'b' } },
    ],
    ['username', 'name', 'email'],
  ],
  'holds-names-twice': [
    [
      { app_metadata: { a: 1, b: 1 }, user_metadata: { a: 2, c: 2 } },
      { app_metadata: { _v1_email: 1 }, user_metadata: { email: 2 } },
    ],
    ['a', 'email'],
  ],
  'keeps-nulls': [{ app_metadata: { ...marked, b: 1 } }, ['a']],
  'keeps-refused-names': [{ app_metadata: { clientID: 1, a: 1 } }, ['clientID']],
  'leaves-out-fields': [{ name: '', nickname: 'a', email: null, hobby: null }, ['name', 'email']],
};

test.each(Object.entries(places))('%s names the fields that are lost', (name, [value, fields]) => {
  expect(reshapes[name]?.(value, contextOf())).toEqual(fields);
});
