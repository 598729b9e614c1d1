import { describe, expect, test } from '@jest/globals';
import { SharedRoom } from '../../../src/gateway/limits/shared-room.js';

/** How often the network is let in. */
function fill(room: SharedRoom, network: string | undefined): number {
  let taken = 0;
  while (room.take(1, network)) taken += 1;
  return taken;
}

describe('shared room', () => {
  test('is at most three quarters for one network, and the last quarter for others', () => {
    const room = new SharedRoom(100);
    expect(fill(room, 'a')).toBe(75);
    expect(fill(room, 'b')).toBe(25);
    expect(fill(room, 'c')).toBe(0);
  });

  test('is complete for a peer that speaks for many clients', () => {
    expect(fill(new SharedRoom(100), undefined)).toBe(100);
  });

  test('is free again once it has been given back', () => {
    const room = new SharedRoom(100);
    expect(fill(room, 'a')).toBe(75);
    room.give(75, 'a');
    expect(room.take(60, 'b')).toBe(true);
    expect(fill(room, 'a')).toBe(40);
  });

  test('lets one request in, however small the room is', () => {
    expect(fill(new SharedRoom(1), 'a')).toBe(1);
  });
});
