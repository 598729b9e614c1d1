import { describe, expect, test } from '@jest/globals';
import { progressLine, type ProgressLine } from '../../../src/cli/progress-line.js';

interface Shown {
  readonly line: ProgressLine;
  readonly written: string[];
  readonly pass: (ms: number) => void;
}

function open(isTTY = true): Shown {
  const written: string[] = [];
  let moment = 5_000;
  const stderr = {
    isTTY,
    write: (text: string | Uint8Array) => {
      written.push(String(text));
      return true;
    },
  };
  const pass = (ms: number): void => void (moment += ms);
  return { line: progressLine({ stderr, now: () => moment }), written, pass };
}

type Reached = readonly [done: number, share: number | undefined];

describe('the progress line', () => {
  test.each<[string, Reached, Reached, string]>([
    [
      'the share of the whole, the rate and what is left',
      [1, 0],
      [1_000, 0.25],
      '1000 exchanges, 25 %, 30 s left, 100 a second',
    ],
    [
      'minutes, where many seconds are left',
      [1, 0],
      [1_000, 0.03125],
      '1000 exchanges, 3 %, 6 min left, 100 a second',
    ],
    [
      'no share where there is no whole to know of',
      [1, undefined],
      [50, undefined],
      '50 exchanges, 5 a second',
    ],
    [
      'the rate of this run, where much was done before',
      [9_001, 0.5],
      [9_500, 0.75],
      '9500 exchanges, 75 %, 10 s left, 50 a second',
    ],
  ])('shows %s', (...[, first, then, text]) => {
    const { line, written, pass } = open();
    line.show(...first);
    pass(10_000);
    line.show(...then);
    expect(written).toEqual([`\r${text}\u001b[K`]);
  });

  test('is written at most five times a second, and erased at the end', () => {
    const { line, written, pass } = open();
    for (let n = 1; n <= 100; n += 1) {
      pass(10);
      line.show(n, n / 100);
    }
    line.end();
    expect(written).toHaveLength(6);
    expect(written.at(-1)).toBe('\r\u001b[K');
  });

  test('is not written to a file', () => {
    const { line, written, pass } = open(false);
    pass(1_000);
    line.show(1, 0.5);
    line.end();
    expect(written).toEqual([]);
  });
});
