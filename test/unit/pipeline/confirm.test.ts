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
      byErrorCode: new Map([
        ['inexistent_user', 'user-not-found'],
        ['PasswordStrengthError', 'password-unfit'],
      ]),
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

test('confirming a ticket reads the record, then writes it', async () => {
  await press();
  expect(sent).toEqual([read, change]);
  expect(counted).toBe(2);
});

test('a ticket is used once a field that was null has a value, and valid while the field is absent', async () => {
  record = { last_password_reset: '2026-01-01' };
  expect((await failure(press()))[0]).toBe('ticket-used');
  record = {};
  await press();
  expect(sent).toEqual([read, read, change]);
});

describe('repeated clicks on a ticket', () => {
  /** Replicas that share their claims. */
  function replicas(): Partial<ConfirmDeps>[] {
    const state = createLocalState();
    return [1, 2, 3].map(() => ({ state, withRecordLock: createRecordLock({ state, lifeMs: 20_000 }) }));
  }

  test('get the outcome of the first click, on any replica, and make only one write', async () => {
    await Promise.all(replicas().map(press));
    expect(sent).toEqual([read, change]);
  });

  test('try again after a first click that changed nothing', async () => {
    const refusal = fails('upstream-refused', { upstreamStatus: 400, message: 'weak' });
    write = () => {
      write = () => Promise.resolve({});
      return refusal();
    };
    const outcomes = await Promise.allSettled(replicas().map(press));
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    expect(sent.filter((call) => call === change)).toHaveLength(2);
  });

  test('get ticket-used when the first click was some time ago', async () => {
    await press({ secondClickMs: 0 });
    expect((await failure(press()))[0]).toBe('ticket-used');
    expect(sent).toEqual([read, change]);
  });

  test('begin with one that succeeds even if the store refuses to record it', async () => {
    const state = createLocalState();
    const claim: typeof state.claim = (key, life) =>
      key.includes('done') ? Promise.reject(new GatewayError('claim-refused')) : state.claim(key, life);
    await press({ state: { ...state, claim } });
    expect(sent).toEqual([read, change]);
  });
});

describe('looking at a ticket', () => {
  const look = (): Promise<unknown> =>
    lookAtTicket('sealed', { signal: new Cancellation(), onCall: () => undefined }, deps);

  test('reads the record and leaves the ticket valid', async () => {
    await look();
    await look();
    await press();
    expect(sent).toEqual([read, read, read, change]);
  });

  test('fails with ticket-used after a use or a change, and with outcome-unknown after a lost write', async () => {
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

  test('fails with user-not-found when the user is gone', async () => {
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
  ])('(%s %j) is outcome-unknown and is not sent again', async (code, details) => {
    write = fails(code, details);
    expect((await failure(press()))[0]).toBe('outcome-unknown');
    expect(counted).toBe(2);
    expect((await failure(press()))[0]).toBe('outcome-unknown');
    expect(sent.filter((call) => call === change)).toHaveLength(1);
  });
});

describe('a failure that changed nothing for certain', () => {
  test('is shown without the password if v2 refused the write, and leaves the ticket valid', async () => {
    write = fails('upstream-refused', { upstreamStatus: 400, message: 'secret-2015 is weak' });
    expect(await failure(press())).toEqual([
      'upstream-refused',
      { upstreamStatus: 400, message: '[redacted] is weak' },
    ]);
    write = () => Promise.resolve({});
    await press();
  });

  test('is user-not-found if the user is gone', async () => {
    write = fails('upstream-refused', { upstreamStatus: 404, upstreamCode: 'inexistent_user' });
    expect((await failure(press()))[1].row).toBe('user-not-found');
  });

  test('is password-unfit if v2 names the refusal only in its sentence', async () => {
    const message = 'PasswordStrengthError: Password is too weak';
    write = fails('upstream-refused', { upstreamStatus: 400, upstreamCode: 'auth0_idp_error', message });
    expect((await failure(press()))[1]).toMatchObject({ row: 'password-unfit', message });
  });

  test('leaves the ticket valid if the read failed', async () => {
    const { upstream } = deps;
    const away = { ...upstream, send: fails('upstream-unreachable') };
    expect((await failure(press({ upstream: away })))[0]).toBe('upstream-unreachable');
    await press();
  });

  test('is credentials-missing if the credentials are no longer configured', async () => {
    const caller = { kind: 'app', clientId: 'shop', bearer: undefined } as const;
    const tokens = { openTicket: () => Promise.resolve({ held, caller }) };
    expect((await failure(press({ tokens })))[0]).toBe('credentials-missing');
  });
});
