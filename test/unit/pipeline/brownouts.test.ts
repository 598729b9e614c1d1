import { describe, expect, test } from '@jest/globals';
import type { Brownout } from '../../../src/config/brownouts-file.js';
import type { GatewayError } from '../../../src/errors/gateway-error.js';
import type { Route } from '../../../src/map/route.js';
import { brownoutGate, endOf } from '../../../src/pipeline/brownouts.js';

const minute = 60_000;
const noon = Date.UTC(2027, 0, 12, 12);
const until = noon + 30 * minute;
const always = {
  place: 'b.yaml:1:3',
  daily: undefined,
  routes: undefined,
  clients: undefined,
  share: 1,
  reason: 'Move.',
};
const brownout: Brownout = { ...always, from: noon, to: until };
const shop = { kind: 'app', clientId: 'shop' } as const;

interface Asked {
  readonly id?: string;
  readonly method?: string;
  readonly caller?: { readonly kind: 'app' | 'v2' | 'anonymous'; readonly clientId: string };
  readonly time?: number;
}

/** The error of each request in turn, undefined for one that passes, and the brownouts that began. */
function asking(brownouts: Brownout[], requests: readonly Asked[], chances: number[] = []) {
  const begun: [string, number][] = [];
  let time = noon;
  const gate = brownoutGate({
    brownouts,
    now: () => time,
    chance: () => chances.shift() ?? 0,
    onBegin: ({ place }, end) => begun.push([place, end]),
  });
  const told = requests.map(({ id = 'users.list', method = 'GET', caller = shop, time: at = noon }) => {
    time = at;
    try {
      gate?.({ id } as Route, method, caller);
      return undefined;
    } catch (error) {
      return error as GatewayError;
    }
  });
  return { told, begun };
}

function codes(brownouts: Brownout[], requests: readonly Asked[], chances: number[] = []): unknown[] {
  return asking(brownouts, requests, chances).told.map((error) => error?.code);
}

describe('a brownout', () => {
  test('refuses from its start until just before its end, and says until when and why', () => {
    const times = [noon - 1, noon, until - 1, until].map((time) => ({ time }));
    const { told, begun } = asking([brownout], times);
    expect(told.map((error) => error?.details)).toEqual([
      undefined,
      { message: 'until 2027-01-12T12:30:00.000Z: Move.', retryAfterS: 1_800 },
      { message: 'until 2027-01-12T12:30:00.000Z: Move.', retryAfterS: 1 },
      undefined,
    ]);
    expect(begun).toEqual([['b.yaml:1:3', until]]);
  });

  test('refuses a write with an error code of its own, whose status every SDK takes for a failure', () => {
    const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].map((method) => ({ method }));
    const write = 'brownout-of-write';
    expect(codes([brownout], methods)).toEqual(['brownout', write, write, write, write]);
  });

  test('applies to the entries that it names, by id or by folder', () => {
    const named = { ...brownout, routes: ['users.list', 'rules.*'] };
    const ids = ['users.list', 'users.list-social', 'users.get', 'rules.list', 'rules-configs.list'].map(
      (id) => ({ id }),
    );
    expect(codes([named], ids)).toEqual(['brownout', undefined, undefined, 'brownout', undefined]);
  });

  test('applies to a client that it names only if the client has proven its identity', () => {
    const named = { ...brownout, clients: ['shop'] };
    const callers = [
      shop,
      { kind: 'app', clientId: 'other' },
      { kind: 'v2', clientId: 'shop' },
      { kind: 'anonymous', clientId: '' },
    ] as const;
    const asked = callers.map((caller) => ({ caller }));
    expect(codes([named], asked)).toEqual(['brownout', undefined, undefined, undefined]);
    expect(codes([brownout], asked)).toEqual(['brownout', 'brownout', 'brownout', 'brownout']);
  });

  test('refuses its share of the requests', () => {
    const chances = [0, 0.24, 0.25, 0.99];
    expect(codes([{ ...brownout, share: 0.25 }], [{}, {}, {}, {}], chances)).toEqual([
      'brownout',
      'brownout',
      undefined,
      undefined,
    ]);
  });

  test('that does not apply to a request leaves the request to the next brownout', () => {
    const other = { ...brownout, place: 'b.yaml:9:3', routes: ['users.get'] };
    expect(asking([other, brownout], [{}]).begun).toEqual([['b.yaml:1:3', until]]);
  });

  test('needs no gate when none is planned', () => {
    const gate = brownoutGate({
      brownouts: [],
      now: Date.now,
      chance: Math.random,
      onBegin: () => undefined,
    });
    expect(gate).toBeUndefined();
  });
});

describe('a daily brownout', () => {
  const morning = { from: 9 * 60 * minute, to: 10 * 60 * minute };
  const night = { from: 23 * 60 * minute, to: 60 * minute };
  const at = (day: number, hours: number): number => Date.UTC(2027, 0, day, hours);

  test.each<[string, Brownout, number, number | undefined]>([
    ['before its hour', { ...always, daily: morning, from: -Infinity, to: Infinity }, at(5, 8), undefined],
    ['in its hour', { ...always, daily: morning, from: -Infinity, to: Infinity }, at(5, 9), at(5, 10)],
    ['after its hour', { ...always, daily: morning, from: -Infinity, to: Infinity }, at(5, 10), undefined],
    [
      'before its first day',
      { ...always, daily: morning, from: at(6, 0), to: Infinity },
      at(5, 9),
      undefined,
    ],
    [
      'when it ends for good',
      { ...always, daily: morning, from: 0, to: at(5, 9) + minute },
      at(5, 9),
      at(5, 9) + minute,
    ],
    ['before midnight', { ...always, daily: night, from: 0, to: Infinity }, at(5, 23), at(6, 1)],
    ['after midnight', { ...always, daily: night, from: 0, to: Infinity }, at(6, 0), at(6, 1)],
    ['the morning after', { ...always, daily: night, from: 0, to: Infinity }, at(6, 1), undefined],
    [
      'at the end of a year',
      { ...always, daily: night, from: 0, to: Infinity },
      Date.UTC(2027, 11, 31, 23, 30),
      Date.UTC(2028, 0, 1, 1),
    ],
  ])('has the right end, or none outside of its hours: %s', (_when, ...[planned, time, end]) => {
    expect(endOf(planned, time)).toBe(end);
  });

  test('is announced again each day', () => {
    const planned = { ...always, daily: morning, from: 0, to: Infinity };
    const times = [at(5, 9), at(5, 9) + minute, at(6, 9)].map((time) => ({ time }));
    expect(asking([planned], times).begun.map(([, end]) => end)).toEqual([at(5, 10), at(6, 10)]);
  });
});
