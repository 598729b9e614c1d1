import { describe, expect, it } from '@jest/globals';
import { firstUser } from '../../../src/reshapes/first-user.js';

const jane = { user_id: 'auth0|1' };

describe('the first user of those found', () => {
  it('is the first', () => {
    expect(firstUser({ items: [jane], listed: { items: [jane], total: 1_300 } })).toBe(jane);
  });

  it.each([
    ['nobody is there', { items: [], listed: { items: [jane], total: 1 } }, 'step-missing'],
    ['nobody is there, and no list is told', { items: [] }, 'step-missing'],
    [
      'the list is longer than what was looked through',
      { items: [], listed: { items: [jane], total: 1_300 } },
      'gone',
    ],
  ])('where %s it is refused', (_name, input, code) => {
    expect(() => firstUser(input)).toThrow(expect.objectContaining({ code }));
  });
});
