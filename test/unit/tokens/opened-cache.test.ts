import { expect, test } from '@jest/globals';
import { OpenedCache } from '../../../src/tokens/opened-cache.js';

const cacheOf = () => new OpenedCache<string>(() => 0);

test('long tokens, which anybody can make up, do not fill the memory', () => {
  const cache = cacheOf();
  const tokens = Array.from({ length: 2_000 }, (_, n) => `${n} `.padEnd(12_000, 'x'));
  for (const token of tokens) cache.keep(token, { opened: token, until: 1 });
  const kept = tokens.filter((token) => cache.get(token) !== undefined);
  expect(kept.join('').length).toBeLessThanOrEqual(4 * 1024 * 1024);
  // The latest of them.
  expect(kept).toEqual(tokens.slice(-kept.length));
  expect(kept.length).toBeGreaterThan(300);
});

test('five thousand tokens of the usual length are kept', () => {
  const cache = cacheOf();
  const tokens = Array.from({ length: 5_001 }, (_, n) => `${n} `.padEnd(600, 'x'));
  for (const token of tokens) cache.keep(token, { opened: token, until: 1 });
  expect(tokens.filter((token) => cache.get(token) === undefined)).toEqual(tokens.slice(0, 1));
});
