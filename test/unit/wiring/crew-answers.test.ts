import { expect, test } from '@jest/globals';
import { crewAnswers } from '../../../src/wiring/crew-answers.js';
import type { WorkerTalk } from '../../../src/wiring/crew.js';

test('a worker that is gone before the others have answered has told nothing: its counts would stay for good', async () => {
  const talk = {} as WorkerTalk;
  const members = new Map([
    [1, talk],
    [2, { ...talk }],
  ]);
  const told = await crewAnswers({ members }, async (asked) => {
    if (asked === talk) return 'first';
    await Promise.resolve();
    members.delete(1);
    return 'second';
  });
  expect([...told]).toEqual([[2, 'second']]);
});
