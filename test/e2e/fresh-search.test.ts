import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { LegacySdk } from '../support/legacy-sdk.js';
import { openOwnTenantStage, type OwnTenantStage } from '../support/own-tenant-stage.js';

let stage: OwnTenantStage;
let sdk: LegacySdk;

/** v2's index contains what is written here only long after this test. */
beforeAll(async () => {
  stage = await openOwnTenantStage({ seedUsers: 20, indexLagMs: 600_000 });
  sdk = stage.sdk('0.8.5');
});

afterAll(async () => {
  await stage.close();
});

async function idsBy(search: string): Promise<unknown[]> {
  const { error, result } = await sdk.call('getUserBySearch', search);
  expect(error).toBeUndefined();
  return (result as { user_id: string }[]).map(({ user_id }) => user_id);
}

async function create(email: string): Promise<string> {
  const { error, result } = await sdk.call('createUser', {
    connection: 'Username-Password-Authentication',
    email,
    password: 'Old-Passw0rd!',
    email_verified: true,
  });
  expect(error).toBeUndefined();
  return (result as { user_id: string }).user_id;
}

describe('before v2 has indexed a change,', () => {
  test.each([
    ['as ruby writes it', (email: string) => `email: ${email}`],
    ['as node’s documents write it', (email: string) => `email:"${email}"`],
    ['in other letters', (email: string) => `email:"${email.toUpperCase()}"`],
    ['bare, as .NET does', (email: string) => email],
    ['beside another wish', (email: string) => `email_verified:true; email:${email}`],
  ])('a new user is found by e-mail address, %s', async (spelling, search) => {
    const email = `new+${spelling.length}@fresh.example`;
    const id = await create(email);
    expect(await idsBy(search(email))).toEqual([id]);
    expect(await idsBy(search(`not.${email}`))).toEqual([]);
  });

  test('a changed address is found, and the old one is not', async () => {
    const id = await create('before@fresh.example');
    await sdk.call('updateUserEmail', id, 'after@fresh.example', false);
    expect(await idsBy('email:"after@fresh.example"')).toEqual([id]);
    expect(await idsBy('email:"before@fresh.example"')).toEqual([]);
  });

  test('a user who is still in the index is not found by an address or id that no longer exists', async () => {
    const { users } = stage.sandbox.tenant;
    const known = users.all().find(({ user_id, profile }) => {
      return user_id.startsWith('auth0|') && profile['email'] !== undefined;
    });
    const email = known?.profile['email'] as string;
    expect(await idsBy(`email:"${email}"`)).toContain(known?.user_id);
    await sdk.call('deleteUser', known?.user_id);
    expect(await idsBy(`email:"${email}"`)).not.toContain(known?.user_id);
    expect(await idsBy(`user_id:"${known?.user_id ?? ''}"`)).toEqual([]);
  });

  test('a user is found by id, in the current state', async () => {
    const id = await create('by-id@fresh.example');
    expect(await idsBy(`user_id:"${id}"`)).toEqual([id]);
    expect(await idsBy(`user_id:"${id}"; email_verified:false`)).toEqual([]);
  });
});
