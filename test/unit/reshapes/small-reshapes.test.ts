import { describe, expect, test } from '@jest/globals';
import { GatewayError } from '../../../src/errors/gateway-error.js';
import { deviceToV1 } from '../../../src/reshapes/device-to-v1.js';
import { devicesToV1 } from '../../../src/reshapes/devices-to-v1.js';
import { emailToV2 } from '../../../src/reshapes/email-to-v2.js';
import { identityFromUserId } from '../../../src/reshapes/identity-from-user-id.js';
import { logToV1 } from '../../../src/reshapes/log-to-v1.js';
import { pagingToV2 } from '../../../src/reshapes/paging-to-v2.js';
import { frozen } from './json-arbitrary.js';

describe('email-to-v2', () => {
  test.each([
    { address: 'JÖRG+A@Example.COM', stored: 'jörg+a@example.com' },
    { address: 'a@b.c', stored: 'a@b.c' },
  ])('$address is stored as $stored', ({ address, stored }) => {
    expect(emailToV2(address)).toBe(stored);
  });
});

describe('identity-from-user-id', () => {
  test.each([
    { id: 'samlp|conn|name@x', identity: { provider: 'samlp', user_id: 'conn|name@x' } },
    { id: Buffer.from('ad|c|g').toString('hex'), identity: { provider: 'ad', user_id: 'c|g' } },
    { id: '5d1668d58fbb120ea0c19799', identity: { provider: 'auth0', user_id: '5d1668d58fbb120ea0c19799' } },
    { id: 'google-oauth2|123', identity: { provider: 'google-oauth2', user_id: '123' } },
  ])('$id', ({ id, identity }) => {
    expect(identityFromUserId(id)).toStrictEqual(identity);
  });

  test.each([[undefined], [''], ['|123'], ['auth0|'], [12]])('%j names none', (id) => {
    expect(() => identityFromUserId(id)).toThrow(GatewayError);
  });
});

describe('devices', () => {
  const recorded = {
    id: 'dcr_GppmjtmDWWY7RRS5',
    device_name: 'rubytest-username_phone_1',
    device_id: '68753A44-4D6F-1226-9C60-0050E4C00067',
    user_id: 'auth0|5bb7aa92ea4644072b1abe07',
    type: 'public_key',
  };
  const shown = {
    id: 'dcr_GppmjtmDWWY7RRS5',
    device: 'rubytest-username_phone_1',
    device_name: 'rubytest-username_phone_1',
    user_id: 'auth0|5bb7aa92ea4644072b1abe07',
    type: 'public_key',
  };

  test("a recorded credential has v1's name of the device too", () => {
    expect(deviceToV1(frozen(recorded))).toStrictEqual(shown);
    expect(deviceToV1({ id: 'd', client_id: 'c', device_name: null })).toStrictEqual({
      id: 'd',
      client_id: 'c',
    });
  });

  test.each([
    { title: 'answers that are none are empty', answers: { public_keys: null }, ids: [] },
    {
      title: 'one credential is shown once',
      answers: { public_keys: [{ id: 'a' }], refresh_tokens: [{ id: 'a' }, { id: 'b' }] },
      ids: ['a', 'b'],
    },
    {
      title: 'credentials without an id are all shown',
      answers: { public_keys: [{}, {}] },
      ids: [undefined, undefined],
    },
    {
      title: 'pages with totals are read as well',
      answers: { rotating_refresh_tokens: { total: 1, device_credentials: [{ id: 'c' }] } },
      ids: ['c'],
    },
    {
      title: 'the three lists follow each other',
      answers: {
        rotating_refresh_tokens: [{ id: 'c' }],
        refresh_tokens: [{ id: 'b' }],
        public_keys: [{ id: 'a' }],
      },
      ids: ['a', 'b', 'c'],
    },
  ])('$title', ({ answers, ids }) => {
    expect(devicesToV1(frozen(answers)).map(({ id }) => id)).toStrictEqual(ids);
  });
});

describe('log entries', () => {
  test.each([
    {
      title: 'an entry that only has a log_id',
      entry: { type: 's', log_id: '9002' },
      shown: { _id: '9002', type: 's' },
    },
    {
      title: 'an entry without either',
      entry: { type: 's', details: null },
      shown: { type: 's', details: null },
    },
    {
      title: 'a recorded one',
      entry: { type: 's', log_id: '9002', _id: '9002', location_info: {} },
      shown: { _id: '9002', type: 's', location_info: {} },
    },
  ])('$title', ({ entry, shown }) => {
    expect(logToV1(frozen(entry))).toStrictEqual(shown);
  });
});

describe('paging', () => {
  test.each([
    { title: 'texts that are no numbers', query: { page: 'https://x', per_page: '' }, page: 0, perPage: 100 },
    { title: 'numbers that are none', query: { page: NaN, per_page: Infinity }, page: 0, perPage: 100 },
    { title: 'below the least', query: { page: -1, per_page: 0 }, page: 0, perPage: 1 },
    {
      title: 'above the most',
      query: { page: 1e300, per_page: 501 },
      page: Number.MAX_SAFE_INTEGER,
      perPage: 500,
    },
    { title: 'fractions', query: { page: 1.9, per_page: '2.5' }, page: 1, perPage: 2 },
    {
      title: "the entry's own default and most",
      query: { per_page: undefined, default: 50, max: 100 },
      page: 0,
      perPage: 50,
    },
    {
      title: "above the entry's most",
      query: { per_page: 500, default: 50, max: 100 },
      page: 0,
      perPage: 100,
    },
    { title: 'texts', query: { page: '3', per_page: '500' }, page: 3, perPage: 500 },
    { title: 'nothing', query: undefined, page: 0, perPage: 100 },
  ])('$title', ({ query, page, perPage }) => {
    expect(pagingToV2(frozen(query))).toStrictEqual({ page, per_page: perPage });
  });
});
