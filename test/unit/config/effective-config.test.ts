import { describe, expect, test } from '@jest/globals';
import { effectiveConfig, type EffectiveSetting } from '../../../src/config/effective-config.js';
import { environment, secretKeys, type EnvironmentKey } from '../../../src/config/environment.js';
import { printConfig } from '../../../src/config/print-config.js';

const canary = 'hush-hush-hush-hush';
const tenant = { HOLDOVER_UPSTREAM_URL: 'https://acme.auth0.com/' };

function settingOf(key: EnvironmentKey, env: Record<string, string>): EffectiveSetting | undefined {
  return effectiveConfig(env).find((each) => each.key === key);
}

describe('the effective configuration', () => {
  test('has every key, in the order of the table', () => {
    expect(effectiveConfig({}).map(({ key }) => key)).toEqual(Object.keys(environment.shape));
  });

  test('says whether a value was given or is the default', () => {
    const key = 'HOLDOVER_PORT';
    expect(settingOf(key, {})).toEqual({ key, value: '8080', from: 'default' });
    expect(settingOf(key, { [key]: '' })).toEqual({ key, value: '8080', from: 'default' });
    expect(settingOf(key, { [key]: '1' })).toEqual({ key, value: '1', from: 'environment' });
  });

  test('shows a default that depends on another key with its actual value', () => {
    expect(settingOf('HOLDOVER_TLS_PORT', {})?.value).toBe('8443');
    expect(settingOf('HOLDOVER_TLS_PORT', tenant)?.value).toBeUndefined();
    expect(settingOf('HOLDOVER_UPSTREAM_AUDIENCE', tenant)?.value).toBe('https://acme.auth0.com/api/v2/');
  });

  test('says what applies in place of a value that is left out', () => {
    const key = 'HOLDOVER_CLIENTS_FILE';
    expect(settingOf(key, {})).toEqual({
      key,
      value: undefined,
      from: 'default',
      instead: 'none: the tenant knows the clients',
    });
  });

  test.each(secretKeys)('masks %s, and names the file that it comes from', (key) => {
    const value = key === 'HOLDOVER_REDIS_URL' ? `redis://me:${canary}@redis:6379/2` : canary;
    const shown = key === 'HOLDOVER_REDIS_URL' ? 'redis://me:***@redis:6379/2' : '***';
    expect(settingOf(key, { [key]: value })).toEqual({ key, value: shown, from: 'environment' });
    const fromFile = settingOf(key, { [`${key}_FILE`]: '/run/secret' });
    expect(fromFile).toMatchObject({ from: 'file', file: '/run/secret' });
    expect(printConfig(effectiveConfig({ [key]: value }))).not.toContain('hush');
  });

  test.each<[EnvironmentKey, string, string]>([
    ['HOLDOVER_UPSTREAM_URL', `https://me:${canary}@acme.auth0.com`, 'https://me:***@acme.auth0.com/'],
    ['HOLDOVER_SHADOW_URL', `https://me:${canary}@v1.test/`, 'https://me:***@v1.test/'],
    ['HOLDOVER_UPSTREAM_CLIENT_SECRET', `a://${canary}`, '***'],
  ])('masks the secret part of %s, wherever it is', (key, value, shown) => {
    expect(settingOf(key, { [key]: value })?.value).toBe(shown);
  });

  test('shows a base URL in its normalized form', () => {
    const key = 'HOLDOVER_UPSTREAM_URL';
    expect(settingOf(key, { [key]: 'https://ACME.auth0.com:443/?' })?.value).toBe('https://acme.auth0.com');
  });

  test('is printed as a line per key with the name, the value and its source', () => {
    const lines = printConfig(effectiveConfig({ HOLDOVER_USER_METADATA_KEYS: 'a, b' })).split('\n');
    expect(lines).toHaveLength(Object.keys(environment.shape).length + 1);
    expect(lines).toContainEqual(expect.stringMatching(/^HOLDOVER_USER_METADATA_KEYS +a, b +environment$/));
    expect(lines).toContainEqual(
      expect.stringMatching(/^HOLDOVER_UPSTREAM_URL +\(an embedded sandbox\) +default$/),
    );
  });
});
