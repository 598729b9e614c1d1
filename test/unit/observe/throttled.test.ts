import { expect, test } from '@jest/globals';
import { throttled } from '../../../src/observe/throttled.js';

test('a throttled function runs at most once per interval', () => {
  let now = 0;
  const told: string[] = [];
  const tell = throttled(
    100,
    (what: string) => told.push(what),
    () => now,
  );
  for (; now < 250; now += 10) tell(`at ${now}`);
  expect(told).toEqual(['at 0', 'at 100', 'at 200']);
});
