import { beforeEach, describe, expect, test } from '@jest/globals';
import { GatewayError, type ErrorCode, type ErrorDetails } from '../../../src/errors/gateway-error.js';
import { confirm, lookAtTicket, type ConfirmDeps } from '../../../src/pipeline/confirm.js';
import { createRecordLock } from '../../../src/pipeline/locks/record-lock.js';
import { createLocalState } from '../../../src/state/local-state.js';
import type { HeldWrite } from '../../../src/tokens/claims.js';
import { Cancellation } from '../../../src/upstream/cancellation.js';
import { failureOf } from '../../support/failure-of.js';
import { ownTurns } from '../../support/own-turns.js';
import { steadyBearer } from '../../support/steady-bearer.js';

const held: HeldWrite = {
  method: 'PATCH',
  path: '/api/v2/users/auth0%7C1',
  body: { password: 'secret-2015' },
  unchanged: { last_password_reset: null },
  ask: 'Do you?',
  done: 'Done.',
};

const read = `GET ${held.path}`;
const change = `PATCH ${held.path}`;

let sent: string[];
let counted: number;
let record: unknown;
let write: () => Promise<unknown>;
let deps: ConfirmDeps;

beforeEach(() => {
  sent = [];
  counted = 0;
  record = {};
  write = () => Promise.resolve({});
  deps = {
    tokens: {
      openTicket: () =>
        Promise.resolve({
          held,
          caller: { kind: 'app', clientId: 'shop', bearer: steadyBearer('v2-token') },
        }),
    },
    upstream: {
      send: async ({ method, path }) => {
        sent.push(`${method} ${path}`);
        return { status: 200, body: method === 'GET' ? record : await write() };
      },
      close: () => Promise.resolve(),
    },
    lookups: { forget: () => undefined },
    state: createLocalState(),
    withRecordLock: ownTurns(),
    errors: {
      rows: new Map(),
      byErrorCode: new Map([['inexistent_user', 'user-not-found']]),
      byStatus: new Map(),
    },
  };
});

function press(with_: Partial<ConfirmDeps> = {}): Promise<unknown> {
  return confirm(
    'sealed',
    { signal: new Cancellation(), onCall: () => (counted += 1) },
    { ...deps, ...with_ },
  );
}

async function failure(pressed: Promise<unknown>): Promise<[ErrorCode, ErrorDetails]> {
  const { code, details } = await failureOf(pressed);
  return [code, details];
}

const fails =
  (code: ErrorCode, details: ErrorDetails = {}) =>
  (): Promise<never> =>
    Promise.reject(new GatewayError(code, details));

test('the record is read, and then written', async () => {
  await press();
  expect(sent).toEqual([read, change]);
  expect(counted).toBe(2);
});

test('a field that was not there and is now makes the ticket useless, and so does the other way round', async () => {
  record = { last_password_reset: '2026-01-01' };
  expect((await failure(press()))[0]).toBe('ticket-used');
  record = {};
  await press();
  expect(sent).toEqual([read, read, change]);
});

describe('who clicks twice', () => {
  /** Replicas that share their claims. */
  function replicas(): Partial<ConfirmDeps>[] {
    const state = createLocalState();
    return [1, 2, 3].map(() => ({ state, withRecordLock: createRecordLock({ state, lifeMs: 20_000 }) }));
  }

  test('is told the outcome of the first click, on whatever replica, and one write is made', async () => {
    await Promise.all(replicas().map(press));
    expect(sent).toEqual([read, change]);
  });

  test('after a first click that changed nothing tries again', async () => {
    const refusal = fails('upstream-refused', { upstreamStatus: 400, message: 'weak' });
    write = () => {
      write = () => Promise.resolve({});
      return refusal();
    };
    const outcomes = await Promise.allSettled(replicas().map(press));
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    expect(sent.filter((call) => call === change)).toHaveLength(2);
  });

  test('is told no more of it when that was a while ago: the ticket is used', async () => {
    await press({ secondClickMs: 0 });
    expect((await failure(press()))[0]).toBe('ticket-used');
    expect(sent).toEqual([read, change]);
  });

  test('is told of the change that was made even where the store refuses to note it', async () => {
    const state = createLocalState();
    const claim: typeof state.claim = (key, life) =>
      key.includes('done') ? Promise.reject(new GatewayError('claim-refused')) : state.claim(key, life);
    await press({ state: { ...state, claim } });
    expect(sent).toEqual([read, change]);
  });
});

describe('a ticket that is looked at', () => {
  const look = (): Promise<unknown> =>
    lookAtTicket('sealed', { signal: new Cancellation(), onCall: () => undefined }, deps);

  test('is read and left as it is', async () => {
    await look();
    await look();
    await press();
    expect(sent).toEqual([read, read, read, change]);
  });

  test('says whether it was used, the record was changed, or nobody knows', async () => {
    record = { last_password_reset: '2026-01-01' };
    expect((await failure(look()))[0]).toBe('ticket-used');
    record = {};
    write = fails('upstream-timeout');
    await failure(press());
    expect((await failure(look()))[0]).toBe('outcome-unknown');
    deps = { ...deps, state: createLocalState() };
    write = () => Promise.resolve({});
    await press();
    expect((await failure(look()))[0]).toBe('ticket-used');
  });

  test('of a user that is gone says so', async () => {
    const upstream = {
      ...deps.upstream,
      send: fails('upstream-refused', { upstreamStatus: 404, upstreamCode: 'inexistent_user' }),
    };
    deps = { ...deps, upstream };
    expect((await failure(look()))[1].row).toBe('user-not-found');
  });
});

describe('a write whose answer got lost', () => {
  test.each<[ErrorCode, ErrorDetails]>([
    ['upstream-unreachable', {}],
    ['upstream-unreadable', {}],
    ['upstream-timeout', {}],
    ['upstream-refused', { upstreamStatus: 500 }],
    ['upstream-refused', { upstreamStatus: 503 }],
  ])('(%s %j) is called so, and not made again', async (code, details) => {
    write = fails(code, details);
    expect((await failure(press()))[0]).toBe('outcome-unknown');
    expect(counted).toBe(2);
    expect((await failure(press()))[0]).toBe('outcome-unknown');
    expect(sent.filter((call) => call === change)).toHaveLength(1);
  });
});

describe('what changed nothing for certain may be confirmed again', () => {
  test('a refusal of v2, told without the password', async () => {
    write = fails('upstream-refused', { upstreamStatus: 400, message: 'secret-2015 is weak' });
    expect(await failure(press())).toEqual([
      'upstream-refused',
      { upstreamStatus: 400, message: '[redacted] is weak' },
    ]);
    write = () => Promise.resolve({});
    await press();
  });

  test('a user that is gone', async () => {
    write = fails('upstream-refused', { upstreamStatus: 404, upstreamCode: 'inexistent_user' });
    expect((await failure(press()))[1].row).toBe('user-not-found');
  });

  test('a reading that failed', async () => {
    const { upstream } = deps;
    const away = { ...upstream, send: fails('upstream-unreachable') };
    expect((await failure(press({ upstream: away })))[0]).toBe('upstream-unreachable');
    await press();
  });

  test('credentials that are configured no longer', async () => {
    const caller = { kind: 'app', clientId: 'shop', bearer: undefined } as const;
    const tokens = { openTicket: () => Promise.resolve({ held, caller }) };
    expect((await failure(press({ tokens })))[0]).toBe('credentials-missing');
  });
});
