import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';

const run = promisify(execFile);

test('`npm run mutation` can begin: its initial run of the tests on the unchanged code succeeds', async () => {
  const config = 'test/mutation/stryker.config.js';
  const { stdout } = await run('npx', ['--no-install', 'stryker', 'run', config, '--dryRunOnly']);
  expect(stdout).toMatch(/Initial test run succeeded\. Ran \d{3,} tests/);
});
