import { execFile } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { generateTokenKey } from '../../src/tokens/token-keys.js';
import { startHoldover, type RunningHoldover } from '../support/running-holdover.js';
import { freePort } from '../system/free-port.js';

let gateway: RunningHoldover;
let env: Readonly<Record<string, string>>;

beforeEach(async () => {
  const port = String(await freePort());
  env = {
    HOLDOVER_PORT: port,
    // A second name for this machine, which the check of the configuration does not recognize, like a name in the hosts
    // file.
    HOLDOVER_UPSTREAM_URL: `http://0.0.0.0:${port}`,
    HOLDOVER_UPSTREAM_CLIENT_ID: 'service',
    HOLDOVER_UPSTREAM_CLIENT_SECRET: 'its secret',
    HOLDOVER_TOKEN_KEY: generateTokenKey(),
  };
});

afterEach(async () => {
  await gateway.stop();
});

/** `[route, status, error, reason]` of the requests in the log. */
function logged(): unknown[] {
  const lines = gateway.stdout().trim().split('\n');
  const entries = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  return entries
    .filter(({ msg }) => msg === 'request')
    .map(({ route, status, error, reason }) => [route, status, error, reason]);
}

const leadsHere = [
  'pass-through',
  508,
  'loop-detected',
  'HOLDOVER_UPSTREAM_URL leads to holdover itself',
] as const;

/** The first line of output, on whichever stream. */
function doctor(): Promise<string> {
  return new Promise((told) => {
    execFile(process.execPath, ['dist/main.js', 'doctor'], { env }, (_error, out, err) => {
      told((err + out).split('\n')[0] ?? '');
    });
  });
}

describe.each(['1', '2'])('a tenant that is holdover itself, with %s processes,', (workers) => {
  beforeEach(async () => {
    gateway = await startHoldover({ ...env, HOLDOVER_WORKERS: workers });
  });

  test('is detected before a request is sent', async () => {
    for (const path of ['authorize', 'userinfo', 'authorize']) {
      const answer = await fetch(`${gateway.http}/${path}`);
      expect([answer.status, await answer.json()]).toEqual([
        508,
        expect.objectContaining({ error: 'loop_detected' }),
      ]);
    }
    await gateway.says('"request"', 3);
    // A worker that asks for its v2 token at the start is one more.
    expect(logged().length).toBeLessThanOrEqual(3 + Number(workers));
    for (const line of logged()) expect(line).toEqual(leadsHere);
  });

  test('gives no v2 token, and the log and doctor name the reason', async () => {
    await fetch(`${gateway.admin}/readyz`);
    await gateway.says('no v2 token for the service client');
    expect(gateway.stdout()).toContain('"reason":"508"');
    expect(await doctor()).toMatch(/508.*: see whether HOLDOVER_UPSTREAM_URL is the tenant's/);
  });
});
