import { describe, expect, test } from '@jest/globals';
import { createShadowBudget } from '../../../src/parity/shadow/shadow-budget.js';

describe('the budget of a shadow', () => {
  test('allows at most the given number of reads per second', () => {
    let now = 0;
    const budget = createShadowBudget({ rate: 5, concurrency: 100 }, () => now);
    let taken = 0;
    const answers = new Set<string>();
    for (; now < 10_000; now += 10) {
      const found = budget.take();
      answers.add(found);
      if (found === 'taken') taken += 1;
    }
    expect([...answers]).toEqual(['taken', 'rate']);
    expect(taken).toBeGreaterThanOrEqual(5 * 10);
    expect(taken).toBeLessThanOrEqual(5 * 11);
  });

  test('limits concurrent reads, and a read refused as busy does not count towards the rate', () => {
    const budget = createShadowBudget({ rate: 3, concurrency: 1 }, () => 0);
    expect([budget.take(), budget.take(), budget.take()]).toEqual(['taken', 'busy', 'busy']);
    budget.give();
    expect(budget.take()).toBe('taken');
  });
});
