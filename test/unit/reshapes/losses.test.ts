import { describe, expect, test } from '@jest/globals';
import { losses } from './losses.js';

describe('every listed loss is real', () => {
  test.each(losses)('$id: $why', ({ expected, got, show }) => {
    // As a client reads it: JSON leaves out what is undefined.
    const shown = JSON.parse(JSON.stringify(show())) as unknown;
    expect(shown).toStrictEqual(got);
    expect(shown).not.toStrictEqual(expected);
  });

  test('every loss has a name and a reason of its own', () => {
    expect(new Set(losses.map(({ id }) => id)).size).toBe(losses.length);
    expect(new Set(losses.map(({ why }) => why)).size).toBe(losses.length);
  });
});
