import type { SharedText } from '../../src/state/shared-state.js';

/** Two replicas and their text; the result of each case must be the same with any store. */
export interface SharedTextCase {
  readonly name: string;
  readonly run: (one: SharedText, other: SharedText) => Promise<unknown>;
  readonly told: unknown;
}

const read = (text: SharedText): Promise<string | undefined> =>
  text.change((held) => ({ text: held, told: held }));

const write = (text: SharedText, next: string): Promise<string | undefined> =>
  text.change((held) => ({ text: next, told: held }));

const count = (text: SharedText): Promise<number> =>
  text.change((held) => ({ text: String(Number(held ?? 0) + 1), told: Number(held ?? 0) + 1 }));

export const sharedTextCases: readonly SharedTextCase[] = [
  { name: 'is nothing at first', run: (one) => read(one), told: undefined },
  {
    name: 'is what was made of it, for everybody',
    run: async (one, other) => [await write(one, 'é, "1"\n'), await write(other, '2'), await read(one)],
    told: [undefined, 'é, "1"\n', '2'],
  },
  {
    name: 'is changed by many at a time as if one after another',
    run: async (one, other) => {
      const told = await Promise.all(Array.from({ length: 40 }, (_, n) => count(n % 2 === 0 ? one : other)));
      return [told.sort((a, b) => a - b), await read(one)];
    },
    told: [Array.from({ length: 40 }, (_, n) => n + 1), '40'],
  },
  {
    name: 'is left alone by a change that throws, which is told',
    run: async (one, other) => {
      await write(one, '1');
      const thrown = one.change<string>(() => {
        throw new Error('no');
      });
      return [await thrown.catch((error: unknown) => String(error)), await read(other)];
    },
    told: ['Error: no', '1'],
  },
  {
    name: 'comes with the time of the store, which goes on',
    run: async (one, other) => {
      const time = (text: SharedText) => text.change((held, now) => ({ text: held, told: now }));
      const [first, then] = [await time(one), await time(other)];
      return [first > Date.parse('2026-01-01'), then >= first, then - first < 5_000];
    },
    told: [true, true, true],
  },
];
