import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { forgottenInSlice } from '../support/legacy-methods.js';
import type { LegacySdk, SdkVersion } from '../support/legacy-sdk.js';
import { openLegacyStage, type LegacyStage } from '../support/legacy-stage.js';
import type { TenantOverHttp } from '../support/tenant-over-http.js';

const versions: readonly SdkVersion[] = ['0.8.5', '0.5.0', '0.1.16'];
const script = 'function (user, context, callback) { callback(null, user, context); }';

interface Rule {
  readonly id: string;
  readonly name: string;
  readonly [field: string]: unknown;
}

describe.each(versions)('auth0@%s', (version) => {
  let stage: LegacyStage;
  let sdk: LegacySdk;
  let tenant: TenantOverHttp;

  beforeAll(async () => {
    stage = await openLegacyStage(version);
    ({ sdk, tenant } = stage);
  });
  afterAll(() => stage.close());

  async function stored(): Promise<Rule[]> {
    return (await tenant.ask('GET', '/rules?per_page=100')).body as Rule[];
  }
  async function storedAs(name: string): Promise<Rule | undefined> {
    return (await stored()).find((rule) => rule.name === name);
  }

  test('lists the rules of the tenant, as the raw text that these SDKs pass on', async () => {
    const { result } = await sdk.call('getRules');
    expect(typeof result).toBe('string');
    const expected = (await stored()).map(({ enabled, ...rule }) => ({
      ...rule,
      rule_id: rule.id,
      status: enabled,
    }));
    expect(expected.length).toBeGreaterThan(0);
    expect(JSON.parse(String(result))).toEqual(expected);
  });

  test('creates a rule, disabled and last', async () => {
    const orders = (await stored()).map((rule) => Number(rule['order']));
    const { result } = await sdk.call('createRule', { name: 'Made by the SDK', status: false, script });
    const rule = await storedAs('Made by the SDK');
    expect(rule).toMatchObject({ enabled: false, script, order: Math.max(...orders) + 1 });
    expect(result).toMatchObject({ id: rule?.id, name: 'Made by the SDK', status: false, script });
    expect(result).not.toHaveProperty('enabled');
  });

  test('receives the refusal of a taken name, which it does not distinguish from success', async () => {
    const before = await stored();
    const { result } = await sdk.call('createRule', { name: 'Add country', status: true, script });
    expect(result).toMatchObject({
      statusCode: 400,
      detail: 'A rule with the same name already exists',
    });
    expect(await stored()).toEqual(before);
  });

  test.each([
    ['as it is', 'Add country', 'Add country'],
    ['with its spaces encoded', 'Add%20country', 'Add country'],
    [
      'with a percent sign, encoded',
      encodeURIComponent('100% of logins to the log'),
      '100% of logins to the log',
    ],
  ])('gets a rule by its name, %s', async (_, spelling, name) => {
    const { result } = await sdk.call('getRule', spelling);
    expect(JSON.parse(String(result))).toMatchObject({ id: (await storedAs(name))?.id, name });
  });

  test('reports a rule that does not exist', async () => {
    const { error } = await sdk.call('getRule', 'No such rule');
    expect(error?.message).toMatch(/rule not found/);
  });

  test('changes the script and the status of a rule, and nothing else', async () => {
    const name = 'Changed by the SDK';
    await sdk.call('createRule', { name, status: true, script });
    const before = await storedAs(name);
    const changed = script.replace('null', 'undefined');
    const { result } = await sdk.call('updateRule', { name, status: false, script: changed });
    expect(result).toMatchObject({ name, status: false, script: changed, order: before?.['order'] });
    expect(await storedAs(name)).toEqual({ ...before, enabled: false, script: changed });
  });

  test('enables and disables a rule with a percent sign in its name, which the application must encode', async () => {
    const name = '100% of logins to the log';
    const before = await storedAs(name);
    const { result } = await sdk.call('updateRule', { name: encodeURIComponent(name), status: true });
    expect(result).toMatchObject({ name, status: true });
    expect(await storedAs(name)).toEqual({ ...before, enabled: true });
  });

  test('reports with a sentence a change that v2 refuses', async () => {
    const before = await stored();
    const { error } = await sdk.call('updateRule', { name: 'Add country', order: before[1]?.['order'] });
    expect(error?.message).toBe('A rule with the same order already exists');
    expect(await stored()).toEqual(before);
  });

  test('never changes a rule that has replaced another of the same name', async () => {
    const name = 'Replaced behind';
    await sdk.call('createRule', { name, status: true, script });
    const first = await storedAs(name);
    await tenant.ask('PATCH', `/rules/${first?.id ?? ''}`, { name: 'Moved away' });
    await tenant.ask('POST', '/rules', { name, script });
    await sdk.call('updateRule', { name, status: false });
    expect(await storedAs('Moved away')).toMatchObject({ id: first?.id, enabled: true });
    expect(await storedAs(name)).toMatchObject({ enabled: false });
  });

  test('deletes a rule, and treats an already deleted one as deleted', async () => {
    const name = 'Deleted by the SDK';
    await sdk.call('createRule', { name, status: true, script });
    const others = (await stored()).filter((rule) => rule.name !== name);
    expect((await sdk.call('deleteRule', name)).error).toBeUndefined();
    expect(await stored()).toEqual(others);
    expect((await sdk.call('deleteRule', name)).error).toBeUndefined();
    expect(await stored()).toEqual(others);
  });

  test('has called every method for rules', () => {
    expect(forgottenInSlice(sdk, 'rules')).toEqual([]);
  });
});
