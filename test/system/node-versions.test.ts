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

  test('the set-up script has installed that version', async () => {
    expect(existsSync(node)).toBe(true);
    const { stdout } = await run(node, ['--version']);
    expect(stdout).toMatch(version);
  });

  test('the demo starts, its three curl lines work as printed, and SIGTERM ends it with 0', async () => {
    const holdover = await startHoldover({}, node);
    try {
      const lines = holdover
        .stdout()
        .split('\n')
        .filter((line) => line.startsWith('curl --cacert '));
      expect(lines).toHaveLength(3);
      const answers = [];
      for (const line of lines) answers.push((await run('bash', ['-c', line])).stdout);
      expect(answers).toEqual([
        expect.stringContaining('"token_type":"bearer"'),
        expect.stringContaining('jane.doe@example.com'),
        'OK',
      ]);
    } finally {
      expect(await holdover.stop()).toBe(0);
    }
    expect(holdover.stderr()).toBe('');
  });
});
