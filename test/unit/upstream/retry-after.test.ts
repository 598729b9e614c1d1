import { describe, expect, test } from '@jest/globals';
import { readRetryAfter } from '../../../src/upstream/wire/retry-after.js';

const now = Date.parse('2026-11-23T12:00:00.250Z');
const second = Math.floor(now / 1000);

describe('the seconds to wait before a retry', () => {
  test.each<[string, number, Record<string, string | string[]>, number | undefined]>([
    [
      'the bucket of an answer that is not a 429 says nothing',
      404,
      { 'x-ratelimit-reset': `${second + 5}` },
      undefined,
    ],
    ['the bucket of a 429', 429, { 'x-ratelimit-reset': `${second + 5}` }, 5],
    ['a bucket that is full already', 429, { 'x-ratelimit-reset': `${second - 5}` }, 0],
    [
      'Retry-After wins over the bucket',
      429,
      { 'retry-after': '9', 'x-ratelimit-reset': `${second + 5}` },
      9,
    ],
    ['Retry-After on a 503', 503, { 'retry-after': '120' }, 120],
    ['a date', 503, { 'retry-after': 'Mon, 23 Nov 2026 12:00:30 GMT' }, 30],
    ['a date that has passed', 503, { 'retry-after': 'Mon, 23 Nov 2026 11:00:00 GMT' }, 0],
    ['a date that is none', 503, { 'retry-after': 'soon GMT' }, undefined],
    ['a negative number', 503, { 'retry-after': '-1' }, undefined],
    ['a fraction', 503, { 'retry-after': '1.5' }, undefined],
    ['a number without end', 503, { 'retry-after': '9'.repeat(400) }, undefined],
    ['a header that came twice', 503, { 'retry-after': ['1', '2'] }, undefined],
    [
      'an unreadable one falls back on the bucket',
      429,
      { 'retry-after': '?', 'x-ratelimit-reset': `${second + 2}` },
      2,
    ],
    ['nothing', 503, {}, undefined],
    ['nothing on a 429: a second', 429, { 'retry-after': 'soon', 'x-ratelimit-reset': 'soon' }, 1],
  ])('%s', (_what, ...[status, headers, seconds]) => {
    expect(readRetryAfter(status, headers, now)).toBe(seconds);
  });
});
