import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { demoClients } from '../../src/sandbox/demo/demo-tenant.js';
import { calmed, pulseOf } from '../support/fuzz-run.js';
import { openOwnTenantStage, type OwnTenantStage } from '../support/own-tenant-stage.js';
import { v1Token } from '../support/v1-token.js';

let stage: OwnTenantStage;
let token: string;

beforeAll(async () => {
  stage = await openOwnTenantStage({ seedUsers: 50 });
  token = await v1Token(stage.holdover.http, demoClients.app);
});

afterAll(() => stage.close());

const seconds = 60;
const shared = ['-c', '400', '-r', '200', '-p', '3', '-l', String(seconds)];

test.each([
  ['heads that never end', ['-H', '-i', '5', '-x', '24']],
  ['bodies that never end', ['-B', '-i', '5', '-s', '8192', '-x', '10']],
  ['answers that are read slowly', ['-X', '-w', '256', '-y', '512', '-n', '5', '-z', '32', '-k', '3']],
  ['ranges', ['-R', '-t', 'HEAD', '-a', '10', '-b', '3000']],
])(
  'holdover stays available to slowhttptest with 400 connections: %s',
  async (_what, flags) => {
    const { holdover } = stage;
    const before = await pulseOf(holdover);
    // Without a token no body would be read, and all answers would be short. slowhttptest cannot send custom headers.
    const url = `${holdover.http}/api/users?access_token=${token}`;
    const told = await attack([...shared, ...flags, '-u', url]);
    const available = [...told.matchAll(/service available:\s*(\w+)/g)].map(([, word]) => word);
    expect(available.length).toBeGreaterThan(0);
    expect(new Set(available)).toEqual(new Set(['YES']));
    expect((await calmed(holdover, before)).inFlight).toBe(0);
  },
  (seconds + 60) * 1_000,
);

/** All of its output, without colours. */
async function attack(flags: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('slowhttptest', flags, { maxBuffer: 16 * 1024 * 1024 });
  // eslint-disable-next-line no-control-regex -- the escapes of a terminal
  return stdout.replace(/\u001b\[[0-9;]*[A-Za-z]/g, '');
}
