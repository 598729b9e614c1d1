import { beforeEach, describe, expect, test } from '@jest/globals';
import { GatewayError, type ErrorCode, type ErrorDetails } from '../../../src/errors/gateway-error.js';
import { confirm, type ConfirmDeps } from '../../../src/pipeline/confirm.js';
import { createLocalState } from '../../../src/state/local-state.js';
import type { HeldWrite } from '../../../src/tokens/claims.js';
import { Cancellation } from '../../../src/upstream/cancellation.js';
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
  const error: unknown = await pressed.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof GatewayError)) throw new Error('It did not fail.');
  return [error.code, error.details];
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

test('replicas that share their claims make one write of it', async () => {
  const state = createLocalState();
  const outcomes = await Promise.allSettled([press({ state }), press({ state }), press({ state })]);
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(sent.filter((call) => call === change)).toHaveLength(1);
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
    expect((await failure(press()))[0]).toBe('ticket-used');
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
