import { describe, expect, test } from '@jest/globals';
import { unknownBucket } from '../../../src/upstream/resilience/rate-bucket.js';
import type { RateLimitInfo } from '../../../src/upstream/resilience/rate-limit-info.js';
import { printShared, readShared } from '../../../src/upstream/resilience/shared-bucket-text.js';
import {
  partiesOf,
  report,
  unknownShared,
  type Report,
  type SharedBucket,
} from '../../../src/upstream/resilience/shared-bucket.js';

const start = Date.parse('2026-11-23T12:00:00Z');
const second = start / 1_000;

function said(more: Partial<Report> = {}): Report {
  return { replica: 'one', underWay: 0, heard: [], aheadMs: 0, back: 0, wanted: 0, ...more };
}

function word(remaining: number, resetIn: number, more: Partial<RateLimitInfo> = {}): RateLimitInfo {
  const reset = { second: second + resetIn, at: start + resetIn * 1_000 };
  const times = { takenAt: start, heardAt: start };
  return { isRefusal: false, limit: 20, remaining, reset, askedAt: undefined, ...times, ...more };
}

/** The shared bucket after the tenant has told one replica, which has nothing under way. */
function told(remaining: number, resetIn = 1): SharedBucket {
  return report(unknownShared, said({ heard: [{ info: word(remaining, resetIn), underWay: 0 }] }), start)
    .shared;
}

function givenTo(
  shared: SharedBucket,
  now: number,
  more: Partial<Report>,
): { given: number; shared: SharedBucket } {
  return report(shared, said(more), now);
}

describe('replicas are given', () => {
  test('ten calls in total before the tenant has told anything', () => {
    const first = givenTo(unknownShared, start, { wanted: 8 });
    const other = givenTo(first.shared, start, { replica: 'other', wanted: 8 });
    const again = givenTo(other.shared, start, { underWay: 8, wanted: 8 });
    const last = givenTo(again.shared, start, { replica: 'other', underWay: 1, wanted: 8 });
    expect([first.given, other.given, again.given, last.given]).toEqual([8, 1, 1, 0]);
  });

  test('what the tenant says is left, in equal parts for those that have asked lately', () => {
    const first = givenTo(told(9), start, { replica: 'other', wanted: 20 });
    const then = givenTo(first.shared, start, { wanted: 20 });
    expect([first.given, then.given]).toEqual([5, 2]);
  });

  test('one call in total when the tenant must have refilled, and another after a second without an answer', () => {
    const none = givenTo(told(0), start + 999, { wanted: 5 });
    expect(none.given).toBe(0);
    const look = givenTo(none.shared, start + 1_000, { wanted: 5 });
    const other = givenTo(look.shared, start + 1_000, { replica: 'other', wanted: 5 });
    const later = givenTo(other.shared, start + 2_000, { replica: 'other', wanted: 5 });
    expect([look.given, other.given, later.given]).toEqual([1, 0, 1]);
  });

  test('no more than is left after all calls that the others have under way', () => {
    const other = givenTo(told(9), start, { replica: 'other', wanted: 4 });
    const heard = [{ info: word(9, 2, { heardAt: start + 1_000 }), underWay: 1 }];
    const { shared } = givenTo(other.shared, start + 1_000, { underWay: 1, heard });
    expect(shared.bucket.left).toBe(9 - 4 - 1);
  });

  test('less by the calls that a replica has taken alone', () => {
    expect(givenTo(told(9), start, { underWay: 3 }).shared.bucket.left).toBe(6);
    expect(givenTo(told(9), start, { underWay: 12 }).shared.bucket.left).toBe(0);
  });

  test('the calls that another replica gives back', () => {
    const { shared } = givenTo(told(9), start, { wanted: 4 });
    expect(givenTo(shared, start, { underWay: 1, back: 3 }).shared.bucket.left).toBe(8);
  });

  test('nothing after a refusal until the tenant wants to be asked again', () => {
    const heard = [{ info: word(0, 1, { isRefusal: true, askedAt: start + 3_000 }), underWay: 0 }];
    const { shared } = givenTo(told(9), start, { replica: 'other', heard });
    expect(givenTo(shared, start + 2_999, { wanted: 1 }).given).toBe(0);
    expect(givenTo(shared, start + 3_000, { wanted: 1 }).given).toBe(1);
  });

  test('calls at times converted to the clock of the store', () => {
    const early = word(0, 1, { takenAt: 0, heardAt: 0, reset: { second: second + 1, at: 700 } });
    const { shared } = givenTo(unknownShared, start, {
      heard: [{ info: early, underWay: 0 }],
      aheadMs: start,
    });
    expect(shared.bucket.moreAt).toBe(start + 700);
  });
});

describe('a replica that is silent for five seconds', () => {
  test('has no calls under way that the tenant has not counted, and takes no share', () => {
    const { shared } = givenTo(told(9), start, { replica: 'other', wanted: 4 });
    const heard = [{ info: word(9, 6, { heardAt: start + 5_000 }), underWay: 0 }];
    const later = givenTo(shared, start + 5_000, { heard }).shared;
    expect(later.bucket.left).toBe(9);
    expect(partiesOf(later)).toBe(1);
  });

  test('gives back its first calls where the tenant has never told anything', () => {
    const { shared } = givenTo(unknownShared, start, { replica: 'other', wanted: 10 });
    expect(givenTo(shared, start + 4_999, { wanted: 1 }).given).toBe(0);
    expect(givenTo(shared, start + 5_000, { wanted: 10 }).given).toBe(10);
  });
});

test('a report that gets no call and brings no news changes nothing, so that it conflicts with no other', () => {
  const shared = told(0);
  expect(givenTo(shared, start, { wanted: 3 }).shared).toBe(shared);
});

describe('the text of a shared bucket', () => {
  test.each<[string, SharedBucket]>([
    ['nobody knows', unknownShared],
    ['is known', givenTo(told(9), start, { wanted: 4 }).shared],
    ['has no limit', { bucket: { ...unknownBucket, isKnown: true, left: Infinity }, out: {} }],
    ['has a rate', { bucket: { ...told(9).bucket, rate: 0.01 }, out: {} }],
  ])('that %s is read as it was printed', (_which, shared) => {
    const { windowAt } = shared.bucket;
    const bucket = { ...shared.bucket, windowAt: Math.max(0, windowAt) };
    expect(readShared(printShared(shared), start)).toEqual({ ...shared, bucket });
  });

  test.each([
    ...['', 'nonsense', 'null', '7', '[]', '{}', '{"isKnown":true}'],
    printShared(told(9)).replace('"left":9', '"left":-9'),
    printShared(told(9)).replace('"left":9', '"left":"9"'),
    printShared(told(9)).replace('"isKnown":true', '"isKnown":1'),
  ])('that is malformed, %j, is read as the unknown bucket', (text) => {
    expect(readShared(text, start)).toEqual(unknownShared);
  });

  test('is read without malformed replicas', () => {
    const text = printShared({ ...told(9), out: { one: { count: 1, at: start } } });
    const strange = text.replace(
      '"out":{',
      '"out":{"a":null,"b":{"count":"1","at":1},"c":{"count":-1,"at":1},',
    );
    expect(Object.keys(readShared(strange, start).out)).toEqual(['one']);
  });

  test('is read with no moment further off than possible, even when the store’s clock was set back', () => {
    const { bucket, out } = readShared(printShared(told(0)), start - 3_600_000);
    expect(bucket.moreAt).toBe(start - 3_600_000 + 10_000);
    expect([bucket.windowAt, out['one']?.at]).toEqual([start - 3_600_000, start - 3_600_000]);
  });
});
