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
  test('reports configuration mistakes and map faults together, with exit code 78', async () => {
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

  test('reports a missing folder of the configuration once, with its key', async () => {
    const { err } = await checkIn({ HOLDOVER_ROUTES_MAP: 'routes-map,/nowhere' });
    expect(err.trim()).toBe('HOLDOVER_ROUTES_MAP: /nowhere is not a folder');
  });

  test('reports a folder without the shipped map, or a shipped map that is missing, in one line', async () => {
    const { folder, remove } = temporaryMap({
      'errors.yaml':
        "rows:\n  user-exists: { status: 400, error: user_exists, sentence: 'x', detail: false }\n",
    });
    try {
      const alone = await checkIn({ HOLDOVER_ROUTES_MAP: folder });
      expect(alone.err.trim()).toBe(
        `${folder}/v2-contract.json:1:1 No folder of the map has a v2-contract.json. A folder that only adds to the shipped map is named behind it.`,
      );
      const behind = await checkIn({ HOLDOVER_ROUTES_MAP: `/nowhere,${folder}` });
      expect(behind.err.trim()).toBe('HOLDOVER_ROUTES_MAP: /nowhere is not a folder');
    } finally {
      remove();
    }
  });

  test('reports a map entry without a call for a tenant of 2015 in that dialect only', async () => {
    const { folder, remove } = temporaryMap({
      'stats/active-users.yaml': `summary: x\nchange: x\nv1: GET /api/stats/active-users\nv2:\n  - as: count\n    call: GET /api/v2/stats/active-users\n    scopes: [read:stats]\nreply: { body: $count }\n`,
    });
    const env = { HOLDOVER_ROUTES_MAP: `routes-map,${folder}` };
    try {
      expect(await checkIn(env)).toMatchObject({ exitCode: 0, err: '' });
      const { exitCode, err } = await checkIn({ ...env, HOLDOVER_UPSTREAM_DIALECT: '2015' });
      expect({ exitCode, err: err.trim() }).toEqual({
        exitCode: 78,
        err: `${folder}/stats/active-users.yaml:6:11 In 2015: v2 has no path /api/v2/stats/active-users. Write "v2-2015" for how it is done there, or "gone-2015" for why not.`,
      });
    } finally {
      remove();
    }
  });

  test('reports faults in the ignore file of a shadow before anything is compared', async () => {
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

  test('prints the effective configuration without its secrets', async () => {
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

  test('reports every fault of the map folders together, one per line, with exit code 78', async () => {
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

  test('prints the faults as JSON', async () => {
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
