import { expect, test } from '@jest/globals';
import { createLocalState } from '../../../src/state/local-state.js';

test('of many who claim a key at a time one has it, and the next when it is released', async () => {
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
