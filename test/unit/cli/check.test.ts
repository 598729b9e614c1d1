import { describe, expect, test } from '@jest/globals';
import { addCheckCommand } from '../../../src/cli/check.js';
import { runCommand, type CommandResult } from '../../support/run-command.js';
import { temporaryMap } from '../../support/map-folder.js';

function check(...args: string[]): Promise<CommandResult> {
  return runCommand(
    (program) => {
      addCheckCommand(program, { defaultFolders: ['routes-map'] });
    },
    ['check', ...args],
  );
}

describe('holdover check', () => {
  test('says that the shipped map is whole', async () => {
    const { exitCode, out, err } = await check();
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
    expect(out).toMatch(/^The map is whole: \d+ endpoints/);
  });

  test('reports every fault of the folders together, one per line, with 78', async () => {
    const { folder, remove } = temporaryMap({ 'users/x.yaml': 'sumary: x\n', 'users/y.yaml': 'a: [\n' });
    try {
      const { exitCode, err, out } = await check('--routes-map', 'routes-map', '--routes-map', folder);
      expect({ exitCode, out }).toEqual({ exitCode: 78, out: '' });
      expect(err.trim().split('\n').length).toBeGreaterThan(3);
      for (const line of err.trim().split('\n')) expect(line.startsWith(`${folder}/users/`)).toBe(true);
    } finally {
      remove();
    }
  });

  test('prints the faults as JSON, too', async () => {
    const { exitCode, out } = await check('--json', '--routes-map', '/nowhere');
    const { ok, faults } = JSON.parse(out) as { ok: boolean; faults: object[] };
    expect({ exitCode, ok }).toEqual({ exitCode: 78, ok: false });
    expect(faults).toContainEqual({
      file: '/nowhere',
      line: 1,
      column: 1,
      sentence: 'The folder cannot be read (ENOENT).',
    });
  });
});
