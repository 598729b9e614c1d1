import { describe, expect, test } from '@jest/globals';
import { SharedRoom } from '../../../src/gateway/limits/shared-room.js';

/** How often it is let in. */
function fill(room: SharedRoom, network: string | undefined): number {
  let taken = 0;
  while (room.take(1, network)) taken += 1;
  return taken;
}

describe('room that is shared', () => {
  test('is three quarters at most for one network, and the last quarter for others', () => {
    const room = new SharedRoom(100);
    expect(fill(room, 'a')).toBe(75);
    expect(fill(room, 'b')).toBe(25);
    expect(fill(room, 'c')).toBe(0);
  });

  test('is all for one that speaks for many', () => {
    expect(fill(new SharedRoom(100), undefined)).toBe(100);
  });

  test('is there again once it has been given back', () => {
    const room = new SharedRoom(100);
    expect(fill(room, 'a')).toBe(75);
    room.give(75, 'a');
    expect(room.take(60, 'b')).toBe(true);
    expect(fill(room, 'a')).toBe(40);
  });

  test('lets one in however little it is', () => {
    expect(fill(new SharedRoom(1), 'a')).toBe(1);
  });
});
