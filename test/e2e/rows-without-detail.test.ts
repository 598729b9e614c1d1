import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openLegacyStage, type LegacyStage } from '../support/legacy-stage.js';
import { temporaryMap } from '../support/map-folder.js';

const shown = /```yaml\n(rows:\n[^`]*detail: false[^`]*)```/.exec(readFileSync('README.md', 'utf8'));
const mounted = temporaryMap({ 'errors.yaml': shown?.[1] ?? '' });
const connection = 'Username-Password-Authentication';

let stage: LegacyStage;

beforeAll(async () => {
  const folders = [resolve('routes-map'), mounted.folder];
  stage = await openLegacyStage('0.8.5', { HOLDOVER_ROUTES_MAP: folders.join(',') });
});

afterAll(async () => {
  await stage.close();
  mounted.remove();
});

test('with the error rows that the README shows, node 0.8.5 finds the words in err.code of createUser, and the sentence', async () => {
  const user = { connection, email: 'twice@rows.test', password: 'Old-Passw0rd!' };
  await stage.sdk.call('createUser', user);
  expect((await stage.sdk.call('createUser', user)).error).toMatchObject({
    name: 'ApiError',
    code: 'user_exists',
    message: 'The user already exists.',
    statusCode: 400,
  });
  const weak = { connection: 'Partner-Portal', username: 'weak', email: 'weak@rows.test', password: 'a' };
  expect((await stage.sdk.call('createUser', weak)).error).toMatchObject({
    name: 'ApiError',
    code: 'invalid_password',
    message: expect.stringMatching(/password is too weak/i) as unknown,
    statusCode: 400,
  });
});
