import { describe, expect, test } from '@jest/globals';
import { losses } from './losses.js';

describe('every listed loss occurs', () => {
  test.each(losses)('$id: $why', ({ expected, got, show }) => {
    // A client does not see undefined members, because JSON leaves them out.
    const shown = JSON.parse(JSON.stringify(show())) as unknown;
    expect(shown).toStrictEqual(got);
    expect(shown).not.toStrictEqual(expected);
  });

  test('every loss has a unique id and a unique reason', () => {
    expect(new Set(losses.map(({ id }) => id)).size).toBe(losses.length);
    expect(new Set(losses.map(({ why }) => why)).size).toBe(losses.length);
  });
});
