import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'puppeteer-core';
import { addParityCommand } from '../../src/cli/parity.js';
import { addRecordCommand } from '../../src/cli/record.js';
import { demoClients, demoUser } from '../../src/sandbox/demo/demo-tenant.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { runCommand, type CommandResult } from '../support/run-command.js';
import { openSandboxGateway } from '../support/sandbox-gateway.js';
import { startTenantFront, type TenantFront } from '../support/tenant-front.js';
import { openChromium } from './chromium.js';
import { devToolsArgs, openDevTools } from './dev-tools.js';

const { app } = demoClients;
const jane = `/api/users/${encodeURIComponent(demoUser.userId)}`;

const last = '/api/connections/github';

const seedUsers = 60;

/** The requests that the page makes, one after another. */
const asked = [
  ['GET', jane],
  ['GET', '/api/users?search=email:jane.doe@example.com'],
  ['GET', '/api/connections?per_page=4'],
  ['GET', '/api/rules/nothing'],
  ['PATCH', `${jane}/metadata`, { theme: 'light', city: '北京', nothing: null }],
  ['GET', `${jane}/metadata`],
  ['GET', last],
] as const;

/** A page of another origin, like a single-page app: each of its requests has a CORS preflight. */
const pageFor = (v1: string): string => `<!doctype html><title>busy</title><script type="module">
const form = new URLSearchParams(${JSON.stringify({
  client_id: app.clientId,
  client_secret: app.clientSecret,
  grant_type: 'client_credentials',
})});
const grant = await fetch('${v1}/oauth/token', { method: 'POST', body: form });
const { access_token } = await grant.json();
const headers = { authorization: 'Bearer ' + access_token, 'content-type': 'application/json' };
for (const [method, target, body] of ${JSON.stringify(asked)})
  await (await fetch('${v1}' + target, { method, headers, body: JSON.stringify(body) })).text();
document.title = 'done';
</script>`;

/** The folder of the recordings and reports. */
let folder: string;
/** The stage whose native v1 answers the page. */
let sandbox: Sandbox;
let v1: TenantFront;
let browser: Browser;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdover-har-'));
  sandbox = await startSandbox({ v1Port: 0, seedUsers });
  v1 = await startTenantFront(sandbox.v1?.url ?? '');
  v1.intercept = (call, response, { method, headers }) => {
    if (call === 'GET /page') {
      response.setHeader('content-type', 'text/html; charset=utf-8').end(pageFor(v1.url));
      return true;
    }
    response.setHeader('access-control-allow-origin', headers.origin ?? '*');
    response.setHeader('access-control-allow-methods', 'GET, POST, PUT, PATCH, DELETE');
    response.setHeader('access-control-allow-headers', 'authorization, content-type');
    if (method === 'OPTIONS') response.writeHead(204).end();
    return method === 'OPTIONS';
  };
  browser = await openChromium(devToolsArgs);
});
afterAll(async () => {
  await browser.close();
  await v1.close();
  await sandbox.close();
  await rm(folder, { recursive: true, force: true });
});

/** A holdover before a tenant in the state at the start of the recording: a replay writes. */
async function beforeTenant<T>(work: (url: string) => Promise<T>): Promise<T> {
  const shared = await startSandbox({ seedUsers });
  try {
    const gateway = await openSandboxGateway({}, { shared });
    try {
      return await work(gateway.http);
    } finally {
      await gateway.close();
    }
  } finally {
    await shared.close();
  }
}

function run(...args: string[]): Promise<CommandResult> {
  return runCommand((program) => {
    addRecordCommand(program, { defaultFolders: ['routes-map'] });
    addParityCommand(program, { defaultFolders: ['routes-map'] });
  }, args);
}

test('the HAR that Chromium saves of a page that calls v1 is imported without secrets, and a replay finds it equal', async () => {
  const page = await browser.newPage();
  const tools = await openDevTools(browser, page);
  // Another host name is another origin.
  await page.goto(`${v1.url.replace('127.0.0.1', 'localhost')}/page`);
  // DevTools is in front of the page; a page in the background renders no frames to wait for.
  await page.waitForFunction(`document.title === 'done'`, { polling: 50 });
  const saved = [
    { name: 'sanitized', har: await tools.exportHar(last, true) },
    { name: 'whole', har: await tools.exportHar(last, false) },
  ];
  // Chromium has left the tokens out of the one, and not of the other.
  expect(saved.map(({ har }) => /"name": "authorization"/i.test(har))).toEqual([false, true]);
  expect(saved[0]?.har).toContain('"method": "OPTIONS"');
  const clients = join(folder, 'clients.yaml');
  const { clientId, clientSecret } = app;
  await writeFile(
    clients,
    JSON.stringify([{ client_id: clientId, client_secret: clientSecret, kind: 'app' }]),
  );
  for (const { name, har } of saved) {
    const [path, recording] = [join(folder, `${name}.har`), join(folder, `${name}.jsonl`)];
    await writeFile(path, har);
    const imported = await run('record', '--har', path, '--out', recording);
    expect(imported).toMatchObject({ exitCode: 0, out: `${asked.length} v1 exchanges of ${path}\n` });
    const text = await readFile(recording, 'utf8');
    expect(text).not.toContain(clientSecret);
    expect(text).not.toMatch(/bearer/i);
    const { exitCode, out, err } = await beforeTenant((url) =>
      run(
        ...['parity', recording, '--candidate', url, '--clients', clients, '--as', clientId],
        ...['--writes', new URL(url).host, '--out', join(folder, name)],
        ...['--ignore', 'test/support/known-differences.yaml'],
      ),
    );
    expect({ exitCode, err, out }).toMatchObject({ exitCode: 0, err: '' });
    expect(out).toMatch(/^7 exchanges: \d+ same, \d+ explained, 0 different, 0 left out, 0 failed\n/);
  }
});
