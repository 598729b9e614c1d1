import { expect, test } from '@jest/globals';
import { createLocalState } from '../../../src/state/local-state.js';

test('one of many simultaneous claims to a key succeeds, and another one after its release', async () => {
  const state = createLocalState();
  const claims = await Promise.all(Array.from({ length: 20 }, () => state.claim('a key', 60_000)));
  const [claim, ...others] = claims.filter((each) => each !== undefined);
  expect(others).toEqual([]);
  await claim?.release();
  expect(await state.claim('a key', 60_000)).toBeDefined();
  await claim?.release();
  expect(await state.claim('a key', 60_000)).toBeUndefined();
  expect(state.standing()).toBe('not used');
});
