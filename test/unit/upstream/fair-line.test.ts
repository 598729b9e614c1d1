import { expect, test } from '@jest/globals';
import { FairLine } from '../../../src/upstream/calm/fair-line.js';

function lineOf(...items: string[]): FairLine<string> {
  const line = new FairLine<string>();
  for (const item of items) line.join(item.charAt(0), item);
  return line;
}

function all(line: FairLine<string>): (string | undefined)[] {
  return Array.from({ length: line.size }, () => line.next());
}

test('those who wait take turns, each in the order of coming', () => {
  expect(all(lineOf('a1', 'a2', 'a3', 'a4', 'b1', 'c1', 'b2'))).toEqual([
    'a1',
    'b1',
    'c1',
    'a2',
    'b2',
    'a3',
    'a4',
  ]);
});

test('who has had a turn and comes again is behind those who wait', () => {
  const line = lineOf('a1', 'b1', 'c1');
  expect(line.next()).toBe('a1');
  line.join('a', 'a2');
  expect(all(line)).toEqual(['b1', 'c1', 'a2']);
});

test('who has had a turn in vain is the next, and then the others where they stood', () => {
  const line = lineOf('a1', 'b1', 'c1', 'b2');
  expect(line.next()).toBe('a1');
  line.joinFirst('a', 'a1');
  line.joinFirst('c', 'c0');
  expect([line.size, ...all(line)]).toEqual([5, 'c0', 'a1', 'b1', 'c1', 'b2']);
});

test('who leaves is not called', () => {
  const line = lineOf('a1', 'a2', 'b1');
  line.leave('a', 'a1');
  line.leave('b', 'b1');
  line.leave('b', 'b1');
  line.leave('c', 'never came');
  expect([line.size, line.parties, line.sizeOf('a'), line.sizeOf('b')]).toEqual([1, 1, 1, 0]);
  expect(all(line)).toEqual(['a2']);
  expect(line.next()).toBeUndefined();
});
