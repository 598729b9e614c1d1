import { describe, expect, test } from '@jest/globals';
import { LocalClaims } from '../../../src/state/local-claims.js';

function claimsAt(time: { now: number }): LocalClaims {
  return new LocalClaims(() => time.now);
}

describe('a claim', () => {
  test('belongs to its holder alone until it expires', () => {
    const time = { now: 0 };
    const claims = claimsAt(time);
    expect(claims.take('a key', 'one', 100)).toEqual({ key: 'a key', holder: 'one', until: 100 });
    time.now = 99;
    expect(claims.take('a key', 'other', 100)).toBeUndefined();
    expect(claims.take('another key', 'other', 100)).toBeDefined();
    time.now = 100;
    expect(claims.take('a key', 'other', 100)).toBeDefined();
  });

  test('is free at once after its release', () => {
    const claims = claimsAt({ now: 0 });
    const claim = claims.take('a key', 'one', 100);
    if (claim !== undefined) claims.release(claim);
    expect(claims.take('a key', 'other', 100)).toBeDefined();
  });

  test('that has expired does not release the claim of the next holder', () => {
    const time = { now: 0 };
    const claims = claimsAt(time);
    const late = claims.take('a key', 'one', 100);
    time.now = 100;
    claims.take('a key', 'other', 100);
    if (late !== undefined) claims.release(late);
    expect(claims.take('a key', 'third', 100)).toBeUndefined();
  });

  test('is listed with its remaining time while it lives, and is removed from memory afterwards', () => {
    const time = { now: 0 };
    const claims = claimsAt(time);
    for (let n = 0; n < 999; n += 1) claims.take(`old ${n}`, 'one', 10);
    expect(claims.live()).toHaveLength(999);
    time.now = 10;
    claims.take('new', 'one', 10);
    time.now = 12;
    expect(claims.live()).toEqual([{ claim: { key: 'new', holder: 'one', until: 20 }, leftMs: 8 }]);
  });
});
