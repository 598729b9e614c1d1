import { beforeEach, describe, expect, test } from '@jest/globals';
import { GatewayError, type ErrorCode } from '../../../src/errors/gateway-error.js';
import { FailedAttempts } from '../../../src/gateway/limits/failed-attempts.js';

let time: number;
let attempts: FailedAttempts;
/** The attempts that reached the check. */
let checked: number;

beforeEach(() => {
  time = 0;
  checked = 0;
  attempts = new FailedAttempts({ now: () => time });
});

interface Guess {
  readonly clientId?: string;
  readonly secret?: string;
  readonly network?: string;
  readonly fails?: ErrorCode | undefined;
}

/** `ok`, or the code of the refusal. */
async function attempt(guess: Guess = {}): Promise<string> {
  try {
    return await attempts.guard(attemptOf(guess), () => check(guess.fails));
  } catch (error) {
    if (error instanceof GatewayError) return error.code;
    throw error;
  }
}

function attemptOf({ clientId = 'shop', secret = 'wrong', network = '192.0.2.1' }: Guess) {
  return { clientId, clientSecret: secret, network };
}

async function check(fails: ErrorCode | undefined): Promise<string> {
  checked += 1;
  await Promise.resolve();
  if (fails !== undefined) throw new GatewayError(fails);
  return 'ok';
}

async function fail(times: number, guess: Guess = {}): Promise<string[]> {
  const answers: string[] = [];
  for (let done = 0; done < times; done += 1) {
    answers.push(await attempt({ fails: 'client-secret-wrong', ...guess }));
  }
  return answers;
}

describe('the limit of ten failures a minute per client', () => {
  test('refuses further attempts unchecked, even with the right secret, until the minute is over', async () => {
    expect(new Set(await fail(10))).toEqual(new Set(['client-secret-wrong']));
    expect(await attempt()).toBe('too-many-attempts');
    expect(checked).toBe(10);
    time += 59_999;
    expect(await attempt()).toBe('too-many-attempts');
    time += 1;
    expect(await attempt()).toBe('ok');
  });

  test('says when to come back', async () => {
    await fail(1);
    time += 20_500;
    await fail(9);
    await expect(attempts.guard(attemptOf({}), () => check(undefined))).rejects.toMatchObject({
      details: { retryAfterS: 40 },
    });
  });

  test('stops neither the client in another network nor other clients in the same network', async () => {
    await fail(11);
    expect(await attempt({ network: '192.0.2.2' })).toBe('ok');
    expect(await attempt({ clientId: 'admin' })).toBe('ok');
  });

  test('starts over after a success', async () => {
    await fail(9);
    expect(await attempt()).toBe('ok');
    expect(new Set(await fail(10))).toEqual(new Set(['client-secret-wrong']));
    expect(await attempt()).toBe('too-many-attempts');
  });
});

describe('a failed attempt', () => {
  test('is counted for an unknown client as well', async () => {
    expect((await fail(11, { fails: 'client-unknown' })).at(-1)).toBe('too-many-attempts');
  });

  test('is not counted when the tenant is the cause', async () => {
    for (const fails of ['upstream-timeout', 'upstream-refused', 'upstream-token-refused'] as const) {
      expect(new Set(await fail(20, { fails }))).toEqual(new Set([fails]));
    }
  });
});

describe('one network', () => {
  test('is allowed fifty failures a minute over all clients', async () => {
    for (let client = 0; client < 50; client += 1) await fail(1, { clientId: `made-up-${client}` });
    expect(await attempt({ clientId: 'admin' })).toBe('too-many-attempts');
    expect(checked).toBe(50);
    expect(await attempt({ clientId: 'admin', network: '192.0.2.2' })).toBe('ok');
  });
});

describe('simultaneous attempts', () => {
  test('with a hundred secrets are limited like failures', async () => {
    const guesses = Array.from({ length: 100 }, (_, index) => ({
      secret: `guess-${index}`,
      fails: 'client-secret-wrong' as const,
    }));
    const answers = await Promise.all(guesses.map(attempt));
    expect(checked).toBe(10);
    expect(answers.filter((answer) => answer === 'too-many-attempts')).toHaveLength(90);
  });

  test('with the same secret are one attempt: a thousand first requests of a client all get through', async () => {
    const answers = await Promise.all(Array.from({ length: 1_000 }, () => attempt({ secret: 'right' })));
    expect(new Set(answers)).toEqual(new Set(['ok']));
  });

  test('with the same wrong secret count as one failure', async () => {
    const wrong = { fails: 'client-secret-wrong' as const };
    await Promise.all(Array.from({ length: 1_000 }, () => attempt(wrong)));
    expect(new Set(await fail(9))).toEqual(new Set(['client-secret-wrong']));
    expect(await attempt()).toBe('too-many-attempts');
  });
});

describe('the memory of failed attempts', () => {
  test('is bounded, and the oldest entry is forgotten first', async () => {
    attempts = new FailedAttempts({ now: () => time, most: 4, perNetwork: 1_000 });
    await fail(10, { clientId: 'a' });
    await fail(10, { clientId: 'b', network: '192.0.2.2' });
    expect(await attempt({ clientId: 'a' })).toBe('too-many-attempts');
    await fail(1, { clientId: 'c', network: '192.0.2.3' });
    expect(await attempt({ clientId: 'b', network: '192.0.2.2' })).toBe('too-many-attempts');
    expect(await attempt({ clientId: 'a' })).toBe('ok');
  });

  test('is not filled by attempts that are refused or succeed', async () => {
    attempts = new FailedAttempts({ now: () => time, most: 4, perNetwork: 10 });
    await fail(10, { clientId: 'a' });
    for (let client = 0; client < 20; client += 1) {
      await attempt({ clientId: `refused-${client}` });
      await attempt({ clientId: `good-${client}`, network: '192.0.2.2' });
    }
    expect(await attempt({ clientId: 'a' })).toBe('too-many-attempts');
  });
});
