import { expect, test } from '@jest/globals';
import { createTokenProof } from '../../../src/gateway/operator/token-proof.js';

interface Asked {
  readonly give: () => void;
  readonly refuse: () => void;
}

/** A tenant that answers when the test says so. */
function slowTenant() {
  const asked: Asked[] = [];
  const obtain = (): Promise<void> =>
    new Promise((give, reject) => {
      asked.push({
        give,
        refuse: () => {
          reject(new Error('401'));
        },
      });
    });
  const answer = async (how: 'give' | 'refuse', nth = asked.length - 1): Promise<void> => {
    asked[nth]?.[how]();
    await new Promise(setImmediate);
  };
  return { asked, answer, proof: createTokenProof(obtain) };
}

test('the token proof is not needed without service credentials', () => {
  const proof = createTokenProof(undefined);
  proof.renew();
  expect(proof.state()).toBe('not needed');
});

test('the token proof asks the tenant at each look until it gets a token, with one request at a time', async () => {
  const { asked, answer, proof } = slowTenant();
  expect([proof.state(), proof.state(), asked.length]).toEqual(['waiting', 'waiting', 1]);
  await answer('refuse');
  expect([proof.state(), asked.length]).toEqual(['waiting', 2]);
  await answer('give');
  expect([proof.state(), asked.length]).toEqual(['ok', 2]);
});

test('the token proof asks at once with new credentials, and keeps its state until the answer', async () => {
  const { asked, answer, proof } = slowTenant();
  proof.state();
  await answer('give');
  proof.renew();
  expect([proof.state(), asked.length]).toEqual(['ok', 2]);
  await answer('refuse');
  expect([proof.state(), asked.length]).toEqual(['waiting', 3]);
  await answer('give');
  expect(proof.state()).toBe('ok');
});

test('the token proof ignores an answer to credentials that are no longer used', async () => {
  const { answer, proof } = slowTenant();
  proof.state();
  proof.renew();
  await answer('give', 0);
  expect(proof.state()).toBe('waiting');
  await answer('refuse', 1);
  expect(proof.state()).toBe('waiting');
});
