import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';

const run = promisify(execFile);

test('`npm run mutation` can begin: what it holds its changes against passes without any, as few as are drawn', async () => {
  const config = 'test/mutation/stryker.config.js';
  const { stdout } = await run('npx', ['--no-install', 'stryker', 'run', config, '--dryRunOnly']);
  expect(stdout).toMatch(/Initial test run succeeded\. Ran \d{3,} tests/);
});
