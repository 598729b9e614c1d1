import { describe, expect, test } from '@jest/globals';
import type { V1Reply } from '../../../src/pipeline/exchange.js';
import { v1StatusOf } from '../../../src/map/run/v1-status.js';
import { withV1Status } from '../../../src/pipeline/refusals/with-v1-status.js';

describe('an entry whose SDK takes every status but 400 for success', () => {
  test.each([409, 413, 429, 500, 501, 502, 503, 504])('replies with 400 instead of %i', (status) => {
    expect(v1StatusOf(status, { only400: true })).toBe(400);
  });

  test.each([
    [200, 'is a success'],
    [201, 'is a success'],
    [401, 'other SDKs raise an error of their own by it'],
    [402, '.NET shows its reason phrase'],
    [403, 'other SDKs raise an error of their own by it'],
    [404, 'it says that there is no such record'],
    [499, 'it is for the log'],
  ])('keeps %i: %s', (status) => {
    expect(v1StatusOf(status, { only400: true })).toBe(status);
  });
});

test('any other entry keeps every status', () => {
  for (const status of [200, 404, 429, 502]) expect(v1StatusOf(status, { only400: false })).toBe(status);
});

describe('a write that fails with 400 in place of its status', () => {
  const failed = (status: number, mayBeMade?: boolean): V1Reply => ({
    status,
    headers: {},
    body: { kind: 'json', value: { error: 'e', message: 'It failed.', statusCode: status } },
    outcome: {
      caller: undefined,
      calls: 1,
      lossy: [],
      error: { code: 'c' },
      ...(mayBeMade === undefined ? {} : { mayBeMade }),
    },
  });

  test.each([
    { what: 'may have been made', reply: failed(503, true), text: /^It failed\. Look whether it was made/ },
    { what: 'was surely not made', reply: failed(502, false), text: /^It failed\.$/ },
    { what: 'got lost at a live v1', reply: failed(502), text: /^It failed\. Look whether it was made/ },
    { what: 'had no answer of a live v1', reply: failed(504), text: /^It failed\. Look whether it was made/ },
    { what: 'found no room', reply: failed(503), text: /^It failed\.$/ },
  ])('advises a check only where the write may have been made: it $what', ({ reply, text }) => {
    const { status, body } = withV1Status(reply, { only400: true });
    expect({ status, value: body.value }).toEqual({
      status: 400,
      value: expect.objectContaining({ error: 'e', message: expect.stringMatching(text), statusCode: 400 }),
    });
  });
});

describe('a write that fails with its own status', () => {
  const failed = (mayBeMade: boolean | undefined): V1Reply => ({
    status: 502,
    headers: {},
    body: {
      kind: 'json',
      value: { error: 'e', message: 'It failed.', detail: 'It failed.', statusCode: 502 },
    },
    outcome: {
      caller: undefined,
      calls: 1,
      lossy: [],
      ...(mayBeMade === undefined ? {} : { mayBeMade }),
    },
  });

  test('advises a check where the write may have been made', () => {
    const told = 'It failed. Look whether it was made before you send it again.';
    expect(withV1Status(failed(true), { only400: false })).toMatchObject({
      status: 502,
      body: { value: { error: 'e', message: told, detail: told, statusCode: 502 } },
    });
  });

  test.each([false, undefined])('stays as it is where nothing says so: %s', (mayBeMade) => {
    const reply = failed(mayBeMade);
    expect(withV1Status(reply, { only400: false })).toBe(reply);
  });
});
