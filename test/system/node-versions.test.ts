import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { startHoldover } from '../support/running-holdover.js';

const run = promisify(execFile);

const versions = [
  { title: 'the oldest Node that is supported', folder: 'node-20.18.0', version: /^v20\.18\./ },
  { title: 'the LTS that the image runs on', folder: 'node-24', version: /^v24\./ },
];

describe.each(versions)('on $title', ({ folder, version }) => {
  const node = resolve('test/system/tools', folder, 'node_modules/node/bin/node');

  test('the set-up script has installed it', async () => {
    expect(existsSync(node)).toBe(true);
    const { stdout } = await run(node, ['--version']);
    expect(stdout).toMatch(version);
  });

  test('the demo starts, its three curl lines work as printed, and SIGTERM ends it with 0', async () => {
    const holdover = await startHoldover({}, node);
    const lines = holdover.stdout().split('\n').map((line) => line.trim());
    const curls = lines.filter((line) => line.includes('curl --cacert'));
    expect(curls).toHaveLength(3);
    const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', curls.join('\n')]);
    expect(stdout).toContain('jane.doe@example.com');
    expect(await holdover.stop()).toBe(0);
    expect(holdover.stderr()).toBe('');
  });
});
