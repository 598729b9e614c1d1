import { describe, expect, test } from '@jest/globals';
import { addExplainCommand } from '../../../src/cli/explain.js';
import { runCommand, type CommandResult } from '../../support/run-command.js';

function explain(...args: string[]): Promise<CommandResult> {
  return runCommand(
    (program) => {
      addExplainCommand(program, { defaultFolders: ['routes-map'], upstreamUrl: 'https://tenant.example' });
    },
    ['explain', ...args],
  );
}

const changeEmail = ['PUT', '/api/users/auth0|1/email', '-d', '{"email":"a@b.c","verify":true}'];

describe('holdover explain', () => {
  test('prints the v2 call, its scope and a curl command', async () => {
    const { exitCode, out } = await explain(...changeEmail);
    expect(exitCode).toBe(0);
    expect(out).toContain('1. PATCH /api/v2/users/auth0%7C1\n');
    expect(out).toContain('scopes: update:users\n');
    expect(out).toContain(`curl -X PATCH 'https://tenant.example/api/v2/users/auth0%7C1'`);
    expect(out).toContain(`--data-raw '{"email":"a@b.c","verify_email":true}'`);
  });

  test('prints the same as JSON', async () => {
    const { out } = await explain(...changeEmail, '--json', '--upstream-url', 'http://127.0.0.1:1');
    expect(JSON.parse(out)).toMatchObject({
      route: 'users.change-email',
      steps: [{ method: 'PATCH', path: '/api/v2/users/auth0%7C1', body: { verify_email: true } }],
    });
    expect(out).toContain('http://127.0.0.1:1/api/v2/');
  });

  test.each([
    ['an input that is invalid', ['put', '/api/users/a/email', '-d', '{}'], '"email" is required'],
    ['an unknown line', ['GET', '/api/users/a/b/c'], 'no such line'],
    ['what is gone', ['POST', '/api/users/a/publickey'], 'v2 lets only'],
    ['a caller', ['DELETE', '/api/users', '--caller', 'app'], 'for global'],
    [
      'what is switched off',
      ['DELETE', '/api/users', '--caller', 'global'],
      'HOLDOVER_ALLOW_DELETE_ALL_USERS',
    ],
  ])('refuses %s with exit code 1', async (_, args, sentence) => {
    const { exitCode, err } = await explain(...args);
    expect(exitCode).toBe(1);
    expect(err).toContain(sentence);
  });

  test.each(['https://v1.example/api/users', 'api/users', ''])(
    'refuses a target such as "%s"',
    async (target) => {
      const { err } = await explain('GET', target);
      expect(err).toContain('It must be a path that begins with /, without scheme and host.');
    },
  );

  test('refuses an invalid base URL', async () => {
    const { err } = await explain(...changeEmail, '--upstream-url', 'nonsense');
    expect(err).toMatch(/^error: option '--upstream-url <url>' .* must be a URL that begins with http/);
    const { out } = await explain(...changeEmail, '--upstream-url', 'https://t.example/');
    expect(out).toContain("'https://t.example/api/v2/users/");
  });

  test.each([
    ['is no JSON', 'email=a', 'it is not valid JSON'],
    [
      'no gateway would read',
      `{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}`,
      'it is nested deeper than 100 levels',
    ],
  ])('treats a body that %s as a usage error', async (...[, data, why]) => {
    expect(await explain('PATCH', '/api/users/a|1/metadata', '-d', data)).toMatchObject({
      exitCode: 2,
      err: `error: --data cannot be read: ${why}.\n`,
    });
  });
});
