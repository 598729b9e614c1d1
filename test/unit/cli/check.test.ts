import { describe, expect, test } from '@jest/globals';
import { addCheckCommand } from '../../../src/cli/check.js';
import { generateTokenKey } from '../../../src/tokens/token-keys.js';
import { runCommand, type CommandResult } from '../../support/run-command.js';
import { temporaryMap } from '../../support/map-folder.js';

function check(...args: string[]): Promise<CommandResult> {
  return checkIn({}, ...args);
}

function checkIn(env: Record<string, string>, ...args: string[]): Promise<CommandResult> {
  return runCommand(
    (program) => {
      addCheckCommand(program, env);
    },
    ['check', ...args],
  );
}

describe('holdover check', () => {
  test('reports the mistakes of the configuration and the faults of the map together, with 78', async () => {
    const { folder, remove } = temporaryMap({ 'users/x.yaml': 'sumary: x\n' });
    try {
      const env = { HOLDOVER_PORT: 'x', HOLDOVER_LOSSY: 'y', HOLDOVER_ROUTES_MAP: `routes-map,${folder}` };
      const { exitCode, err, out } = await checkIn(env);
      expect({ exitCode, out }).toEqual({ exitCode: 78, out: '' });
      const [port, lossy, ...faults] = err.trim().split('\n');
      expect(port).toMatch(/^HOLDOVER_PORT must be/);
      expect(lossy).toMatch(/^HOLDOVER_LOSSY must be/);
      expect(faults.length).toBeGreaterThan(0);
      for (const fault of faults) expect(fault.startsWith(`${folder}/users/x.yaml:`)).toBe(true);
    } finally {
      remove();
    }
  });

  test('tells of a folder of the configuration that is missing once, with its key', async () => {
    const { err } = await checkIn({ HOLDOVER_ROUTES_MAP: 'routes-map,/nowhere' });
    expect(err.trim()).toBe('HOLDOVER_ROUTES_MAP: /nowhere is not a folder');
  });

  test('tells what is wrong with the differences that a shadow is to live with, before anything is compared', async () => {
    const { folder, remove } = temporaryMap({
      'ignored.yaml': '- { route: users.gett, path: /name, reason: r, owner: o, expires: 2099-01-01 }\n',
    });
    const ignored = (file: string): Record<string, string> => ({
      HOLDOVER_UPSTREAM_URL: 'https://v2.test',
      HOLDOVER_TOKEN_KEY: generateTokenKey(),
      HOLDOVER_SHADOW_MODE: 'off',
      HOLDOVER_SHADOW_URL: 'https://v1.test',
      HOLDOVER_SHADOW_CLIENT_ID: 'compares',
      HOLDOVER_SHADOW_CLIENT_SECRET: 'only-for-a-test',
      HOLDOVER_SHADOW_IGNORE_FILE: file,
    });
    try {
      const { exitCode, err } = await checkIn(ignored(`${folder}/ignored.yaml`));
      expect(exitCode).toBe(78);
      expect(err.trim()).toBe(
        `HOLDOVER_SHADOW_IGNORE_FILE: ${folder}/ignored.yaml:1:12 The map has no entry "users.gett"; did you mean "users.get"?`,
      );
      const missing = await checkIn(ignored(`${folder}/none.yaml`));
      expect(missing.err.trim()).toMatch(/^HOLDOVER_SHADOW_IGNORE_FILE: .*none\.yaml:1:1 .*cannot be read/);
    } finally {
      remove();
    }
  });

  test('prints the configuration in effect without its secrets', async () => {
    const env = { HOLDOVER_REDIS_URL: 'redis://me:hush@redis:6379', HOLDOVER_ADMIN_TOKEN: 'hush'.repeat(8) };
    const { exitCode, out } = await checkIn(env, '--print-config');
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^HOLDOVER_REDIS_URL +redis:\/\/me:\*\*\*@redis:6379 +environment$/m);
    const json = await checkIn(env, '--print-config', '--json');
    const { configuration } = JSON.parse(json.out) as { configuration: object[] };
    expect(configuration).toContainEqual({ key: 'HOLDOVER_ADMIN_TOKEN', value: '***', from: 'environment' });
    expect(configuration).toContainEqual({ key: 'HOLDOVER_PORT', value: '8080', from: 'default' });
    expect(out + json.out).not.toContain('hush');
  });

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
