import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { demoClients } from '../../src/sandbox/demo/demo-tenant.js';
import { startHoldover } from '../support/running-holdover.js';
import { v1Token } from '../support/v1-token.js';

const run = promisify(execFile);

interface Packed {
  readonly filename: string;
  /** In bytes. */
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string }[];
}

let folder: string;
let packed: Packed;
let installed: string;

/** Packs a clean copy: other files in this checkout are not packed, and its `dist` is unchanged. */
async function pack(): Promise<Packed> {
  const copy = join(folder, 'copy');
  const { stdout: known } = await run('git', [
    'ls-files',
    '--cached',
    '--others',
    '--exclude-standard',
    '-z',
  ]);
  for (const file of known.split('\0').filter((each) => each !== '' && !each.startsWith('test/'))) {
    await mkdir(dirname(join(copy, file)), { recursive: true });
    await cp(file, join(copy, file));
  }
  await symlink(resolve('node_modules'), join(copy, 'node_modules'));
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], { cwd: copy });
  const [first] = JSON.parse(stdout.slice(stdout.indexOf('['))) as Packed[];
  if (first === undefined) throw new Error(`npm pack said ${stdout}`);
  return first;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdover-package-'));
  packed = await pack();
  installed = join(folder, 'installed');
  await mkdir(installed);
  await writeFile(join(installed, 'package.json'), '{"private":true}');
  await run('npm', ['install', '--no-audit', '--no-fund', join(folder, packed.filename)], { cwd: installed });
}, 300_000);

afterAll(async () => {
  await rm(folder, { recursive: true });
});

function npx(...args: string[]): Promise<{ stdout: string; stderr: string }> {
  return run('npx', ['--no-install', 'holdover', ...args], { cwd: installed });
}

describe('the package of npm pack', () => {
  test('holds the program, its map and its documents, and is small', () => {
    const allowed =
      /^(?:dist\/.+\.(?:js|d\.ts)|routes-map\/.+\.(?:yaml|json|md)|LICENSE|README\.md|package\.json)$/;
    const paths = packed.files.map(({ path }) => path);
    expect(paths.filter((path) => !allowed.test(path))).toEqual([]);
    for (const path of ['dist/main.js', 'dist/index.d.ts', 'routes-map/errors.yaml', 'LICENSE', 'README.md'])
      expect(paths).toContain(path);
    expect(packed.size).toBeLessThan(1_000_000);
    expect(packed.unpackedSize).toBeLessThan(3_000_000);
  });
});

describe('the package, installed in an empty folder,', () => {
  test('has a command that prints its version, checks its map and explains a request', async () => {
    const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
    expect(await npx('--version')).toMatchObject({ stdout: `${version}\n`, stderr: '' });
    expect((await npx('check')).stdout).toContain('The map is whole');
    expect((await npx('explain', 'GET', '/api/users/auth0%7C1')).stdout).toContain('/api/v2/users/auth0%7C1');
  });

  test('runs the README’s lines for an application’s own tests unchanged', async () => {
    const readme = await readFile('README.md', 'utf8');
    const lines = /```js\n(import [^`]* from 'holdover';[^`]*)```/.exec(readme)?.[1] ?? '';
    const asks = `const answer = await fetch(holdover.http + '/oauth/token', {
      method: 'POST', headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ client_id: clientId, client_secret: clientSecret, grant_type: 'client_credentials' }) });
    console.log(answer.status, Object.keys(await answer.json()));`;
    await writeFile(join(installed, 'own-tests.mjs'), lines.replace('// ...\n', asks));
    const { stdout, stderr } = await run(process.execPath, ['own-tests.mjs'], { cwd: installed });
    expect({ stdout, stderr }).toEqual({ stdout: "200 [ 'access_token', 'token_type' ]\n", stderr: '' });
  });

  test('starts, gives a v1 token, serves with it, and ends with 0', async () => {
    const program = join(installed, 'node_modules', '.bin', 'holdover');
    const holdover = await startHoldover({}, process.execPath, program);
    try {
      const authorization = `Bearer ${await v1Token(holdover.http, demoClients.app)}`;
      const answer = await fetch(`${holdover.http}/api/users?per_page=1`, { headers: { authorization } });
      expect([answer.status, await answer.json()]).toEqual([
        200,
        [expect.objectContaining({ email: expect.any(String) })],
      ]);
    } finally {
      expect(await holdover.stop()).toBe(0);
    }
  });
});
