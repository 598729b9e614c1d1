import { describe, expect, test } from '@jest/globals';
import { parseNotes } from '../../../src/state/redis/redis-notes.js';

describe('a message on the Redis channel', () => {
  test('is read as a list of texts with their expiry times', () => {
    expect(parseNotes('[["a",1],["b",2]]')).toEqual([
      { text: 'a', until: 1 },
      { text: 'b', until: 2 },
    ]);
  });

  test.each(['', 'hello', '{}', 'null', '[1]', '[["a"]]', '[["a","1"]]', '[[1,1]]', '[null]'])(
    'is ignored where it holds no notes: %j',
    (message) => {
      expect(parseNotes(message)).toEqual([]);
    },
  );
});
