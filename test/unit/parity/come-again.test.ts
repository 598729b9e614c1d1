import { describe, expect, test } from '@jest/globals';
import type { Asked } from '../../../src/parity/ask.js';
import { patient } from '../../../src/parity/replay/come-again.js';
import type { RecordedReply } from '../../../src/parity/recording.js';

function reply(status: number, retryAfter?: string, error = 'service_unavailable'): RecordedReply {
  return {
    status,
    headers: retryAfter === undefined ? {} : { 'retry-after': retryAfter },
    body: { json: { error } },
  };
}

const served = reply(200);
const busy = reply(503, '2');
const overloaded = reply(503, '1', 'overloaded');

/** The final status, and the wait before each retry. */
async function outcome(method: string, replies: readonly RecordedReply[]): Promise<[number, number[]]> {
  const waited: number[] = [];
  const asked: Asked = { method, target: '/api/users', headers: {} };
  let count = 0;
  const ask = patient(
    () => Promise.resolve(replies[Math.min(count++, replies.length - 1)] ?? served),
    (ms) => Promise.resolve(waited.push(ms)),
  );
  return [(await ask(asked)).status, waited];
}

interface Case {
  readonly method: string;
  readonly replies: readonly RecordedReply[];
  /** The final status and the waits. */
  readonly ends: [number, number[]];
}

const again: Record<string, Case> = {
  'a read, when it says so': {
    method: 'GET',
    replies: [busy, reply(429, '7'), served],
    ends: [200, [2_000, 7_000]],
  },
  'a limit without a time, after a second': {
    method: 'GET',
    replies: [reply(429), served],
    ends: [200, [1_000]],
  },
  'never sooner than after a second': {
    method: 'GET',
    replies: [reply(429, '0'), served],
    ends: [200, [1_000]],
  },
  'a write that met a limit': { method: 'PATCH', replies: [reply(429, '1'), served], ends: [200, [1_000]] },
  'a write that holdover has not looked at': {
    method: 'POST',
    replies: [overloaded, served],
    ends: [200, [1_000]],
  },
  'five times and no more': {
    method: 'GET',
    replies: [busy],
    ends: [503, [2_000, 2_000, 2_000, 2_000, 2_000]],
  },
};

const notAgain: Record<string, Omit<Case, 'ends'>> = {
  'a write that may have been made': { method: 'POST', replies: [busy, served] },
  'a read without a time': { method: 'GET', replies: [reply(503), served] },
  'who wants a quarter of an hour': { method: 'GET', replies: [reply(429, '900'), served] },
  'who gives a date': { method: 'GET', replies: [reply(503, 'Sun, 29 Nov 2026 12:00:00 GMT'), served] },
  'any other error': { method: 'GET', replies: [reply(502, '1'), served] },
};

describe('a request refused for lack of room is retried', () => {
  test.each(Object.entries(again))('%s', async (_name, { method, replies, ends }) => {
    expect(await outcome(method, replies)).toEqual(ends);
  });

  test.each(Object.entries(notAgain))('but not %s', async (_name, { method, replies }) => {
    expect(await outcome(method, replies)).toEqual([replies[0]?.status, []]);
  });
});
