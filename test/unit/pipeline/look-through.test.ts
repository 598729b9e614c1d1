import { describe, expect, test } from '@jest/globals';
import { lookThrough } from '../../../src/pipeline/look-through.js';

/** A v2 list of names in pages of 100; `meanwhile` holds the changes before the nth answer. */
class Tenant {
  calls = 0;
  readonly meanwhile = new Map<number, () => void>();

  constructor(readonly names: string[]) {}

  readonly ask = (query: [string, string][]): Promise<unknown> => {
    this.meanwhile.get((this.calls += 1))?.();
    const start = Number(Object.fromEntries(query)['page']) * 100;
    return Promise.resolve({ total: this.names.length, rules: this.names.slice(start, start + 100) });
  };

  find(name: string): Promise<unknown> {
    return lookThrough(this.ask, (items) => items.find((item) => item === name));
  }
}

function names(count: number): string[] {
  return Array.from({ length: count }, (_, n) => `rule ${n}`);
}

describe('a name in a list that v2 pages by position', () => {
  test.each([
    { place: 'on the first page', count: 100, name: 'rule 7', calls: 1 },
    { place: 'on the first of many', count: 1_850, name: 'rule 7', calls: 1 },
    { place: 'on the second', count: 101, name: 'rule 100', calls: 2 },
    { place: 'behind the thousandth', count: 1_850, name: 'rule 1849', calls: 19 },
  ])('is found $place', async ({ count, name, calls }) => {
    const tenant = new Tenant(names(count));
    expect(await tenant.find(name)).toBe(name);
    expect(tenant.calls).toBe(calls);
  });

  test.each([0, 1, 100])('that is missing costs one call in a list of %d', async (count) => {
    const tenant = new Tenant(names(count));
    expect(await tenant.find('another')).toBeUndefined();
    expect(tenant.calls).toBe(1);
  });

  test.each([1e6, 1e9, Number.MAX_SAFE_INTEGER, 1e300])(
    'is not looked up in a list that claims %d items',
    async (total) => {
      let calls = 0;
      const ask = (): Promise<unknown> => {
        calls += 1;
        return Promise.resolve({ total, rules: [] });
      };
      await expect(lookThrough(ask, () => undefined)).rejects.toMatchObject({ code: 'upstream-unreadable' });
      expect(calls).toBe(1);
    },
  );

  test('is found though other names are removed between two pages, in two passes in a row', async () => {
    const tenant = new Tenant(names(250));
    // Before the second page of the first and the second pass, rule 100 moves to a page that is already read.
    tenant.meanwhile.set(2, () => tenant.names.splice(5, 1));
    tenant.meanwhile.set(5, () => tenant.names.unshift('new'));
    tenant.meanwhile.set(6, () => tenant.names.splice(3, 2));
    expect(await tenant.find('rule 100')).toBe('rule 100');
    expect(await tenant.find('another')).toBeUndefined();
  });
});
