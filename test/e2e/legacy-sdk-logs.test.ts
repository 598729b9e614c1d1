import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { demoClients, demoUser } from '../../src/sandbox/demo/demo-tenant.js';
import { brokenPromises } from '../support/legacy-methods.js';
import type { LegacySdk, SdkVersion } from '../support/legacy-sdk.js';
import { openLegacyStage, type LegacyStage } from '../support/legacy-stage.js';

const { clientId: clientID, clientSecret } = demoClients.global;

interface V1Entry {
  readonly _id: string;
  readonly type: string;
  readonly date: string;
}

/** The form of v1's list with pages. */
interface V1Page {
  readonly start: number;
  readonly limit: number;
  readonly length: number;
  readonly total: number;
  readonly logs: readonly V1Entry[];
}

describe('auth0@0.8.5 reads the log with the global client', () => {
  let stage: LegacyStage;
  let sdk: LegacySdk;

  beforeAll(async () => {
    stage = await openLegacyStage('0.8.5');
    sdk = stage.sdkWith({ clientID, clientSecret });
    // Each write is a log entry: with the logins of the demo's users, more than one checkpoint call gives.
    for (let n = 0; n < 220; n += 1)
      await stage.tenant.patch(demoUser.userId, { app_metadata: { counted: n } });
  });

  afterAll(async () => {
    await stage.close();
  });

  test('page by page in v1’s envelope, newest first', async () => {
    const log = await stage.tenant.logs();
    const { result, nextPageLink } = await sdk.call('getLogs', { per_page: 7 });
    expect(result).toMatchObject({ start: 0, limit: 7, length: 7, total: 8 });
    expect((result as V1Page).logs.map((entry) => entry._id)).toEqual(
      log
        .slice(-7)
        .map((entry) => entry.log_id)
        .toReversed(),
    );
    expect((result as V1Page).logs[0]).not.toHaveProperty('log_id');
    expect(nextPageLink).toBeUndefined();
  });

  test('oldest first, sorted by a short name, and with some of the fields', async () => {
    const [first] = await stage.tenant.logs();
    const { result } = await sdk.call('getLogs', { perPage: 1, sort: 'at:1', fields: 'at,type' });
    expect((result as V1Page).logs).toEqual([
      { _id: first?.log_id, date: first?.['date'], type: first?.['type'] },
    ]);
  });

  test.each([
    ['type:"s"', (entry: Record<string, unknown>) => entry['type'] === 's'],
    [
      `user:"${'Jane Doe'.toUpperCase()}" AND type:s`,
      (entry: Record<string, unknown>) => entry['type'] === 's' && entry['user_name'] === 'Jane Doe',
    ],
    [
      demoClients.app.name.slice(0, 4).toLowerCase(),
      (entry: Record<string, unknown>) => entry['client_name'] === demoClients.app.name,
    ],
    ['application:"nobody"', () => false],
  ])('filtered by %s', async (search, matches) => {
    const expected = (await stage.tenant.logs()).filter(matches).map((entry) => entry.log_id);
    const { result } = await sdk.call('getLogs', { search, per_page: 100 });
    const found = (result as V1Page).logs.map((entry) => entry._id);
    expect(found.toSorted()).toEqual(expected.slice(-100).toSorted());
  });

  test('from the first entry to the last, two hundred at a time, as exporters did', async () => {
    const sizes: number[] = [];
    const seen: string[] = [];
    for (;;) {
      // Their first call has a checkpoint that is null.
      const { result } = await sdk.call('getLogs', { take: 200, from: seen.at(-1) ?? null });
      const entries = result as V1Entry[];
      sizes.push(entries.length);
      if (entries.length === 0) break;
      seen.push(...entries.map((entry) => entry._id));
    }
    const log = await stage.tenant.logs();
    expect(seen).toEqual(log.map((entry) => entry.log_id));
    expect(log.length).toBeGreaterThan(200);
    expect(sizes).toEqual([200, ...(log.length > 400 ? [200, log.length - 400] : [log.length - 200]), 0]);
  });

  test('and reports an invalid order as an ApiError 400', async () => {
    expect((await sdk.call('getLogs', { sort: 'newest' })).error).toMatchObject({
      name: 'ApiError',
      statusCode: 400,
    });
  });

  test('and is refused with an app client, as in v1', async () => {
    expect((await stage.sdk.call('getLogs', { take: 1 })).error).toMatchObject({
      name: 'ApiError',
      statusCode: 401,
      message: expect.stringContaining('unauthorized_client'),
    });
  });
});

describe.each<SdkVersion>(['0.8.5', '0.5.0', '0.1.16'])('auth0@%s', (version) => {
  let stage: LegacyStage;
  let sdk: LegacySdk;

  beforeAll(async () => {
    stage = await openLegacyStage(version);
    sdk = stage.sdkWith({ clientID, clientSecret });
  });

  afterAll(async () => {
    await stage.close();
  });

  test.each<[string, unknown[], RegExp]>([
    ['getStrategies', [], /no list of strategies/],
    ['getTemplate', ['samlp'], /no connection templates/],
    ['updateTemplate', ['samlp', { scope: ['email'] }], /no connection templates/],
    ['deleteTemplate', ['samlp'], /no connection templates/],
    ['deleteTenant', ['my-tenant'], /cannot delete a tenant/],
  ])('reports that %s is gone, continues to run, and the tenant is unchanged', async (method, args, why) => {
    const before = await stage.tenant.logs();
    const { error } = await sdk.call(method, ...args);
    if (version !== '0.1.16') expect(error).toMatchObject({ name: 'ApiError', statusCode: 501 });
    // Before 0.8 the parsed body is the message unless the status is 400, and prints as an object.
    const unreadable = version !== '0.8.5' && method === 'updateTemplate';
    expect(error?.message).toMatch(unreadable ? /^\[object Object\]$/ : why);
    expect(await stage.tenant.logs()).toEqual(before);
  });

  test('has called every method that this file lists', async () => {
    if (version === '0.8.5') await sdk.call('getLogs', { take: 1 });
    expect(await brokenPromises('logs', sdk)).toEqual([]);
  });
});
