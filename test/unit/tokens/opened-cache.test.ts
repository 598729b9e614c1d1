import { expect, test } from '@jest/globals';
import { OpenedCache } from '../../../src/tokens/opened-cache.js';

const cacheOf = () => new OpenedCache<string>(() => 0);

test('the cache of opened tokens keeps at most 4 MiB of long tokens, which anybody can make up', () => {
  const cache = cacheOf();
  const tokens = Array.from({ length: 2_000 }, (_, n) => `${n} `.padEnd(12_000, 'x'));
  for (const token of tokens) cache.keep(token, { opened: token, until: 1 });
  const kept = tokens.filter((token) => cache.get(token) !== undefined);
  expect(kept.join('').length).toBeLessThanOrEqual(4 * 1024 * 1024);
  // The latest tokens are kept.
  expect(kept).toEqual(tokens.slice(-kept.length));
  expect(kept.length).toBeGreaterThan(300);
});

test('the cache of opened tokens keeps five thousand tokens of the usual length', () => {
  const cache = cacheOf();
  const tokens = Array.from({ length: 5_001 }, (_, n) => `${n} `.padEnd(600, 'x'));
  for (const token of tokens) cache.keep(token, { opened: token, until: 1 });
  expect(tokens.filter((token) => cache.get(token) === undefined)).toEqual(tokens.slice(0, 1));
});
