import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { demoClients } from '../../src/sandbox/demo/demo-tenant.js';
import { assembled } from '../support/forgery.js';
import { openSandboxGateway, type SandboxGateway } from '../support/sandbox-gateway.js';

/** A route that holdover refuses by itself once it knows the user: no call to the tenant is needed. */
const gone = '/api/users/auth0%7C1/publickey';

let stage: SandboxGateway;

beforeEach(async () => {
  stage = await openSandboxGateway();
});

afterEach(() => stage.close());

async function statusFor(token: string | undefined): Promise<number> {
  const headers = { authorization: `Bearer ${token ?? ''}` };
  const response = await fetch(`${stage.http}${gone}`, { method: 'POST', headers });
  await response.text();
  return response.status;
}

function readings(): number {
  return stage.sandbox.calls.filter(({ path }) => path === '/.well-known/jwks.json').length;
}

/** No two tokens are the same. */
function newIdToken(number = 0): Promise<string> {
  return stage.sandbox.issuer.sign({ sub: 'auth0|1', aud: demoClients.app.clientId, number }, 3_600);
}

describe('when the tenant rotates its keys', () => {
  test('tokens of the new key are accepted at once, and those of the old key still', async () => {
    const old = await newIdToken();
    expect(await statusFor(old)).toBe(501);
    await stage.sandbox.issuer.rotate();
    const young = await newIdToken();
    expect([await statusFor(young), await statusFor(old)]).toEqual([501, 501]);
    expect(readings()).toBe(2);
  });

  test('the key set is fetched once per rotation, and not once per request', async () => {
    for (let rotation = 1; rotation <= 3; rotation += 1) {
      const tokens = await Promise.all(Array.from({ length: 50 }, (_, number) => newIdToken(number)));
      const statuses = await Promise.all(tokens.map((token) => statusFor(token)));
      expect(new Set(statuses)).toEqual(new Set([501]));
      expect(readings()).toBe(rotation);
      await stage.sandbox.issuer.rotate();
    }
  });
});

test('a thousand concurrent tokens with an unknown key cause one fetch of the key set', async () => {
  const claims = {
    iss: `${stage.sandbox.url}/`,
    sub: 'auth0|1',
    aud: demoClients.app.clientId,
    exp: 2 ** 40,
  };
  const tokens = Array.from({ length: 1_000 }, (_, number) =>
    assembled({ alg: 'RS256', kid: 'nobody has this' }, { ...claims, number }, 'A'.repeat(342)),
  );
  const statuses = await Promise.all(tokens.map((token) => statusFor(token)));
  expect(new Set(statuses)).toEqual(new Set([401]));
  expect(readings()).toBe(1);
  expect(await statusFor(await newIdToken())).toBe(501);
  expect(readings()).toBe(1);
});

test('while the tenant is down, tokens with known keys are verified, and one with a new key is a 502, not a 401', async () => {
  const [known, unseen] = await Promise.all([newIdToken(1), newIdToken(2)]);
  expect(await statusFor(known)).toBe(501);
  await stage.sandbox.issuer.rotate();
  const young = await newIdToken(3);
  await stage.stopTenant();
  expect([await statusFor(known), await statusFor(unseen), await statusFor(young)]).toEqual([501, 501, 502]);
});
