import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { demoClients } from '../../src/sandbox/demo/demo-tenant.js';
import type { Sandbox } from '../../src/sandbox/sandbox.js';
import type { ParityCase } from '../support/native-recording.js';
import { openParityStage, type ParityStage } from '../support/parity-stage.js';

const jane = '/api/users/auth0%7C5457edea1b8f33391a000004';
const secrets = [
  'canary-client-secret',
  'canary-password',
  'canary-idp-token',
  'canary-api-key',
  'canary-configuration',
];
const emails = ['jane.doe@example.com', 'jane.doe%40example.com', 'max.mustermann@example.org'];

const cases: readonly ParityCase[] = [
  ['GET /api/clients'],
  [`GET ${jane}`],
  [`GET ${jane}?access_token=canary-client-secret`],
  ['GET /api/users?search=email:jane.doe@example.com'],
  ['GET /api/users?per_page=5'],
  ['GET /api/connections'],
  [`PUT ${jane}/password`, { password: 'canary-password' }],
  [`PATCH ${jane}/metadata`, { api_key: 'canary-api-key' }],
  [`PATCH ${jane}/metadata`, { friend: 'max.mustermann@example.org' }],
  [`GET ${jane}/metadata`],
];

/** Puts secrets where the answers of both sides show them. */
function arrange({ tenant }: Sandbox): void {
  const { ungranted } = demoClients;
  const client = tenant.clients.get(ungranted.clientId);
  tenant.clients.put({
    clientId: ungranted.clientId,
    body: { ...client?.body, client_secret: 'canary-client-secret' },
  });
  const user = tenant.users.get('auth0|5457edea1b8f33391a000004');
  if (user === undefined) throw new Error('Jane is not there.');
  tenant.users.put({ ...user, app_metadata: { ...user.app_metadata, idp_token: 'canary-idp-token' } });
  const connection = tenant.connections.byName('github');
  if (connection === undefined) throw new Error('github is not there.');
  const options = { configuration: { SMTP: 'canary-configuration' } };
  tenant.connections.put({ ...connection, body: { ...connection.body, options } });
}

let stage: ParityStage;

beforeAll(async () => {
  stage = await openParityStage(cases, { emailKey: 'a key of the hashes', arrange });
});
afterAll(() => stage.close());

const leaks = { folders: [], reshapes: { 'user-to-v1': leaky, 'metadata-to-v1': leaky } };

test.each([
  { all: 'different', planted: leaks },
  { all: 'explained', planted: undefined },
])('no secret and no hashed address is in a recording or a report when all answers are $all', async (how) => {
  const { text, json, summary } = await stage.replay({ planted: how.planted });
  const { shown, examples } = summary;
  expect((how.planted === undefined ? examples : shown).length).toBeGreaterThan(0);
  const report = join(stage.folder, 'report');
  const names = ['results.jsonl', 'report.json', 'junit.xml', 'report.html'];
  const paths = [stage.recording, ...names.map((name) => join(report, name))];
  const files = await Promise.all(paths.map((path) => readFile(path, 'utf8')));
  for (const written of [...files, text, json]) {
    for (const secret of [...secrets, ...emails]) expect(written).not.toContain(secret);
    for (const { clientSecret } of Object.values(demoClients)) expect(written).not.toContain(clientSecret);
  }
  // The recording did hold secrets: each is replaced by the mark.
  expect(files[0]?.match(/\[redacted\]/g)?.length).toBeGreaterThan(5);
  expect(files[0]).toContain('@hashed.invalid');
  expect(files[4]).toContain('[redacted]');
});

/** Every kind of value that an answer must not disclose. */
function leaky(): object {
  return {
    clientSecret: 'canary-client-secret',
    password: ['canary-password'],
    identities: [{ access_token: 'canary-idp-token' }],
    configuration: { any: 'canary-configuration' },
    text: 'of max.mustermann@example.org at https://x.example/?access_token=canary-api-key',
  };
}
