import { expect, test } from '@jest/globals';
import {
  ConfigError,
  demoClients,
  embedHoldover,
  generateTokenKey,
  startSandbox,
  type EmbedOptions,
} from '../../src/index.js';
import { v1Token } from '../support/v1-token.js';

const onAnyPort = { HOLDOVER_PORT: '0', HOLDOVER_ADMIN_PORT: '0' };

async function opened({ latencyMs = 0, ...options }: EmbedOptions & { latencyMs?: number } = {}) {
  const tenant = await startSandbox({ seedUsers: 3, latencyMs });
  const holdover = await embedHoldover(
    { ...onAnyPort, HOLDOVER_UPSTREAM_URL: tenant.url, HOLDOVER_TOKEN_KEY: generateTokenKey() },
    options,
  );
  return {
    holdover,
    close: async () => {
      await holdover.close();
      await tenant.close();
    },
  };
}

async function emailsAt(http: string): Promise<number> {
  const authorization = `Bearer ${await v1Token(http, demoClients.app)}`;
  const answer = await fetch(`${http}/api/users`, { headers: { authorization } });
  expect(answer.status).toBe(200);
  return ((await answer.json()) as object[]).length;
}

test('a program can embed holdover, more than once, and close it at any time', async () => {
  const lines: string[] = [];
  const one = await opened({ log: (text) => void lines.push(text) });
  const other = await opened();
  expect(await emailsAt(one.holdover.http)).toBe(3);
  expect(await emailsAt(other.holdover.http)).toBe(3);
  const ready = await fetch(`${one.holdover.admin}/readyz`);
  expect(ready.status).toBe(200);
  await one.close();
  await expect(fetch(one.holdover.http)).rejects.toThrow();
  expect(await emailsAt(other.holdover.http)).toBe(3);
  await Promise.all([other.close(), other.holdover.close()]);
  await one.close();
  const logged = lines.join('').trimEnd().split('\n');
  expect(logged.map((line) => (JSON.parse(line) as { route?: string }).route)).toContain('users.list');
});

test('requests in flight to an embedded holdover are answered before it closes', async () => {
  const { holdover, close } = await opened({ latencyMs: 1_000 });
  const authorization = `Bearer ${await v1Token(holdover.http, demoClients.app)}`;
  const last = fetch(`${holdover.http}/api/users`, { headers: { authorization } });
  const inFlight = async () => (await fetch(`${holdover.admin}/metrics`)).text();
  const patience = performance.now() + 800;
  while (!(await inFlight()).includes('\nholdover_in_flight_requests 1\n'))
    expect(performance.now()).toBeLessThan(patience);
  const closed = close();
  const answer = await last;
  expect([answer.status, ((await answer.json()) as object[]).length]).toEqual([200, 3]);
  await closed;
});

test('an embedded holdover leaves signals and the environment of the process alone', async () => {
  const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'];
  const listeners = () => signals.map((signal) => process.listenerCount(signal));
  const before = listeners();
  process.env['HOLDOVER_PORT'] = 'no port';
  try {
    const { close } = await opened();
    expect(listeners()).toEqual(before);
    await close();
  } finally {
    delete process.env['HOLDOVER_PORT'];
  }
});

test.each([
  ['a mistake', { HOLDOVER_PORT: 'x', HOLDOVER_LOSSY: 'y' }, /HOLDOVER_PORT[\s\S]*HOLDOVER_LOSSY/],
  ['no tenant', onAnyPort, /HOLDOVER_UPSTREAM_URL/],
  [
    'workers',
    {
      ...onAnyPort,
      HOLDOVER_WORKERS: '2',
      HOLDOVER_UPSTREAM_URL: 'http://127.0.0.1:9',
      HOLDOVER_TOKEN_KEY: generateTokenKey(),
    },
    /HOLDOVER_WORKERS/,
  ],
])('%s is reported by an embedded holdover, and nothing is left open', async (_, env, said) => {
  const failure = await embedHoldover(env).then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(failure).toBeInstanceOf(ConfigError);
  expect((failure as ConfigError).message).toMatch(said);
});

test('an option of an embedded holdover that is not a string is an error like any other', async () => {
  const env = { HOLDOVER_PORT: 0, HOLDOVER_ADMIN_PORT: null } as unknown as Record<string, string>;
  const mistakes = ['HOLDOVER_PORT must be a string', 'HOLDOVER_ADMIN_PORT must be a string'];
  await expect(embedHoldover(env)).rejects.toThrow(new ConfigError(mistakes));
});
