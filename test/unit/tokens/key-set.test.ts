import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { GatewayError } from '../../../src/errors/gateway-error.js';
import { KeySet } from '../../../src/tokens/key-set.js';
import { settled } from '../../support/settled.js';
import { Clock } from './fake-exchange.js';
import { FakeKeySet, signingPair, type SigningPair } from './tenant-keys.js';

let one: SigningPair;
let two: SigningPair;
let clock: Clock;
let tenant: FakeKeySet;
let keys: KeySet;

beforeAll(async () => {
  [one, two] = await Promise.all([signingPair('one'), signingPair('two')]);
});

beforeEach(() => {
  clock = new Clock();
  tenant = new FakeKeySet(one);
  keys = new KeySet({ read: tenant.read, now: clock.now });
});

async function isKnown(kid: string): Promise<boolean> {
  return (await keys.find(kid)) !== undefined;
}

describe('a known key', () => {
  test('is read once, however many requests ask for it', async () => {
    expect(tenant.reads).toBe(0);
    const found = await Promise.all(Array.from({ length: 200 }, () => keys.find('one')));
    expect(new Set(found.map((key) => key?.modulus))).toEqual(new Set([one.jwk.n]));
    for (let n = 0; n < 100; n += 1) expect(await isKnown('one')).toBe(true);
    expect(tenant.reads).toBe(1);
  });

  test('is read again every ten minutes, in the background', async () => {
    await keys.find('one');
    clock.pass(599);
    await keys.find('one');
    expect(tenant.reads).toBe(1);
    clock.pass(1);
    tenant.publish(two);
    expect(await isKnown('one')).toBe(true);
    await settled();
    expect(tenant.reads).toBe(2);
    expect([await isKnown('one'), await isKnown('two')]).toEqual([false, true]);
  });

  test.each<[string, () => unknown]>([
    ['cannot be reached', () => Promise.reject(new GatewayError('upstream-unreachable'))],
    ['answers nothing', () => undefined],
    ['answers a text', () => 'keys'],
    ['answers no keys', () => ({ keys: [] })],
    ['answers keys of other kinds', () => ({ keys: [{ kty: 'EC', kid: 'one' }, null, 7] })],
  ])('stays valid while the tenant %s', async (_what, answer) => {
    await keys.find('one');
    tenant.answer = answer;
    for (let n = 0; n < 20; n += 1) {
      clock.pass(600);
      expect(await isKnown('one')).toBe(true);
      await settled();
    }
    expect(tenant.reads).toBe(21);
  });
});

describe('an unknown key', () => {
  test('is found at once when the tenant has begun to sign with it', async () => {
    await keys.find('one');
    tenant.publish(two, one);
    expect([await isKnown('two'), await isKnown('one')]).toEqual([true, true]);
    expect(tenant.reads).toBe(2);
  });

  test('is found at once even while an earlier read of the key set is under way', async () => {
    await keys.find('one');
    clock.pass(600);
    let tell = (): void => undefined;
    const before = new Promise((resolve) => {
      tell = () => {
        resolve({ keys: [one.jwk] });
      };
    });
    tenant.answer = () => before;
    expect(await isKnown('one')).toBe(true);
    const found = Promise.all([isKnown('two'), isKnown('two')]);
    await settled();
    tenant.publish(two, one);
    tell();
    expect(await found).toEqual([true, true]);
    expect(tenant.reads).toBe(3);
  });

  test('costs one read for a thousand simultaneous requests, and none within 30 seconds', async () => {
    const found = await Promise.all(Array.from({ length: 1_000 }, () => keys.find('made up')));
    expect(new Set(found)).toEqual(new Set([undefined]));
    expect(tenant.reads).toBe(1);
    for (let n = 0; n < 1_000; n += 1) expect(await isKnown(`made up ${n}`)).toBe(false);
    clock.pass(29.9);
    expect(await isKnown('made up')).toBe(false);
    expect(tenant.reads).toBe(1);
    clock.pass(0.1);
    expect(await isKnown('made up')).toBe(false);
    expect(tenant.reads).toBe(2);
  });

  test('does not prevent a known key from being found', async () => {
    await keys.find('made up');
    expect(await isKnown('one')).toBe(true);
  });

  test('gives the error of the tenant while the key set cannot be read, and is read again a second later', async () => {
    tenant.fail(new GatewayError('upstream-timeout'));
    for (let n = 0; n < 100; n += 1)
      await expect(keys.find('one')).rejects.toMatchObject({ code: 'upstream-timeout' });
    expect(tenant.reads).toBe(1);
    tenant.publish(one);
    clock.pass(1);
    expect(await isKnown('one')).toBe(true);
  });

  test('gives upstream-unreadable when the answer is no key set', async () => {
    tenant.answer = () => '<html>';
    await expect(keys.find('one')).rejects.toMatchObject({ code: 'upstream-unreadable' });
  });
});

test.each<[string, (jwk: SigningPair['jwk']) => object]>([
  ['for encryption', (jwk) => ({ ...jwk, use: 'enc' })],
  ['for another algorithm', (jwk) => ({ ...jwk, alg: 'RS512' })],
  ['of another type', (jwk) => ({ ...jwk, kty: 'oct', k: 'AAAA' })],
  ['without a name', (jwk) => ({ ...jwk, kid: undefined })],
  ['that is too short', (jwk) => ({ ...jwk, n: jwk.n?.slice(0, 170) })],
  ['that is broken', (jwk) => ({ ...jwk, n: '!'.repeat(342) })],
])('a key %s is ignored, and the other keys are used', async (_what, change) => {
  tenant.answer = () => ({ keys: [change(one.jwk), two.jwk] });
  expect(await isKnown('two')).toBe(true);
  expect(await isKnown('one')).toBe(false);
});
