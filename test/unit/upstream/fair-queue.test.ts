import { expect, test } from '@jest/globals';
import { FairQueue } from '../../../src/upstream/resilience/fair-queue.js';

function lineOf(...items: string[]): FairQueue<string> {
  const line = new FairQueue<string>();
  for (const item of items) line.push(item.charAt(0), item);
  return line;
}

function all(line: FairQueue<string>): (string | undefined)[] {
  return Array.from({ length: line.size }, () => line.shift());
}

test('a fair queue serves askers in turn, and the items of each asker in order of arrival', () => {
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

test('a fair queue puts an asker that was served and comes again behind those that wait', () => {
  const line = lineOf('a1', 'b1', 'c1');
  expect(line.shift()).toBe('a1');
  line.push('a', 'a2');
  expect(all(line)).toEqual(['b1', 'c1', 'a2']);
});

test('a fair queue serves an item pushed to the front next, and keeps the order of the others', () => {
  const line = lineOf('a1', 'b1', 'c1', 'b2');
  expect(line.shift()).toBe('a1');
  line.pushFront('a', 'a1');
  line.pushFront('c', 'c0');
  expect([line.size, ...all(line)]).toEqual([5, 'c0', 'a1', 'b1', 'c1', 'b2']);
});

test('a fair queue does not serve an item that was removed', () => {
  const line = lineOf('a1', 'a2', 'b1');
  line.remove('a', 'a1');
  line.remove('b', 'b1');
  line.remove('b', 'b1');
  line.remove('c', 'never came');
  expect([line.size, line.askers, line.sizeOf('a'), line.sizeOf('b')]).toEqual([1, 1, 1, 0]);
  expect(all(line)).toEqual(['a2']);
  expect(line.shift()).toBeUndefined();
});
