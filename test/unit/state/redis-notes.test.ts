import { describe, expect, test } from '@jest/globals';
import { parseNotes } from '../../../src/state/redis-notes.js';

describe('what the channel says', () => {
  test('is a list of texts with their ends', () => {
    expect(parseNotes('[["a",1],["b",2]]')).toEqual([
      { text: 'a', until: 1 },
      { text: 'b', until: 2 },
    ]);
  });

  test.each(['', 'hello', '{}', 'null', '[1]', '[["a"]]', '[["a","1"]]', '[[1,1]]', '[null]'])(
    'is left out where it is no note: %j',
    (message) => {
      expect(parseNotes(message)).toEqual([]);
    },
  );
});
