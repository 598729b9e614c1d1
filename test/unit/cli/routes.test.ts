import { describe, expect, test } from '@jest/globals';
import { addRoutesCommand } from '../../../src/cli/routes.js';
import { runCommand, type CommandResult } from '../../support/run-command.js';

function routes(...args: string[]): Promise<CommandResult> {
  return runCommand(
    (program) => {
      addRoutesCommand(program, { defaultFolders: ['routes-map'] });
    },
    ['routes', ...args],
  );
}

describe('holdover routes', () => {
  test('lists the shipped map and the scopes to grant', async () => {
    const { exitCode, out } = await routes();
    expect(exitCode).toBe(0);
    expect(out).toContain('PUT /api/users/{user_id}/email');
    expect(out).toMatch(/^scopes: .*\bupdate:users\b/m);
  });

  test('prints JSON, Markdown and OpenAPI', async () => {
    const json = JSON.parse((await routes('--json')).out) as { id: string }[];
    expect(json.map(({ id }) => id)).toContain('users.change-email');
    expect((await routes('--markdown')).out).toContain(
      '| `PUT /api/users/{user_id}/email` | users.change-email |',
    );
    expect(JSON.parse((await routes('--openapi')).out)).toMatchObject({ openapi: '3.1.0' });
  });

  test('refuses two output formats at once', async () => {
    expect((await routes('--json', '--openapi')).exitCode).not.toBe(0);
  });
});
