import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { demoClients } from '../../src/sandbox/demo/demo-tenant.js';
import { headerOf, rawExchange, type RawAnswer } from '../support/raw-exchange.js';
import { startHoldover, type RunningHoldover } from '../support/running-holdover.js';
import { tenantOverHttp, type TenantOverHttp } from '../support/tenant-over-http.js';
import { v1Token } from '../support/v1-token.js';

const { app, service } = demoClients;
const restSharp = ['Accept: application/json, application/xml, text/json, text/xml', 'User-Agent: RestSharp'];

let holdover: RunningHoldover;
let tenant: TenantOverHttp;
let token: string;

beforeAll(async () => {
  holdover = await startHoldover();
  tenant = await tenantOverHttp(holdover.upstream, service);
  token = await v1Token(holdover.http, app);
});

afterAll(async () => {
  await holdover.stop();
});

function send(line: string, headers: readonly string[], body = ''): Promise<RawAnswer> {
  const length = body === '' ? [] : [`Content-Length: ${Buffer.byteLength(body)}`];
  return rawExchange(holdover.http, [`${line} HTTP/1.1`, ...headers, ...length], body);
}

describe('connections on the wire', () => {
  test('are created by .NET in pretty JSON, with nulls, a status and the token in the query', async () => {
    const answer = await send(
      `POST /api/connections?access_token=${token}`,
      [...restSharp, 'Content-Type: application/json'],
      '{\r\n  "name": "net",\r\n  "strategy": "google-apps",\r\n  "options": {\r\n    "tenant_domain": "net.test",\r\n    "profile": null\r\n  },\r\n  "provisioning_ticket": null,\r\n  "provisioning_ticket_url": null,\r\n  "status": false\r\n}',
    );
    expect([answer.status, answer.reason]).toEqual([200, 'OK']);
    expect(JSON.parse(answer.body)).toMatchObject({ name: 'net', status: false, strategy: 'google-apps' });
    const stored = await tenant.connection('net');
    expect(stored).toMatchObject({ options: { tenant_domain: 'net.test' }, clients: [] });
  });

  test('are replaced and deleted by ruby, which sends a content type without a body', async () => {
    const ruby = [`Authorization: Bearer ${token}`, 'Content-Type: application/json', 'Accept: */*'];
    const body = '{"status":1,"options":{"tenant_domain":"ruby.test","domain_aliases":null}}';
    const replaced = await send('PUT /api/connections/net', ruby, body);
    expect(JSON.parse(replaced.body)).toMatchObject({ name: 'net', status: true });
    const stored = await tenant.connection('net');
    expect(stored?.['options']).toEqual({ tenant_domain: 'ruby.test' });
    expect(stored?.clients).toEqual([app.clientId]);
    const deleted = await send('DELETE /api/connections/net?', ruby);
    expect(JSON.parse(deleted.body)).toEqual({ removed: stored?.id });
    expect(await tenant.connection('net')).toBeUndefined();
  });

  test.each(['', '/', '//', '/..', '/%2e%2e', '/%20', '/50%25%20off', '/a%2F..'])(
    'are not deleted under the name %j',
    async (name) => {
      const before = await tenant.connections();
      const answer = await send(`DELETE /api/connections${name}`, [`Authorization: Bearer ${token}`]);
      expect(answer.status).toBe(404);
      expect(answer.body).not.toBe('');
      expect(await tenant.connections()).toEqual(before);
    },
  );

  test('are paged by .NET in pages of up to 500, by links that need no token', async () => {
    const names = Array.from({ length: 540 }, (_, n) => `paged-${n}`);
    for (const name of names) await tenant.send('POST', '/connections', { name, strategy: 'samlp' });
    const all = (await namesOf(1000)).flat();
    expect(all).toEqual(expect.arrayContaining(names));
    for (const size of [500, 250, 99]) {
      const pages = await namesOf(size);
      expect(pages.slice(0, -1).map(({ length }) => length)).toEqual(
        Array.from({ length: Math.ceil(all.length / size) - 1 }, () => size),
      );
      expect(pages.flat()).toEqual(all);
    }
  });
});

/** The names on each page, from the first to the one without a link. */
async function namesOf(perPage: number): Promise<string[][]> {
  const pages: string[][] = [];
  let target: string | undefined =
    `/api/connections?only_socials=False&only_enterprise=False&per_page=${perPage}&access_token=${token}`;
  while (target !== undefined) {
    const answer = await send(`GET ${target}`, [...restSharp, 'Content-Length: 0']);
    pages.push((JSON.parse(answer.body) as { name: string }[]).map(({ name }) => name));
    const link = headerOf(answer, 'Link');
    const [, url] = /^<([^<>,]+)>; rel="next"$/.exec(link ?? '') ?? [];
    expect(url === undefined).toBe(link === undefined);
    target = url?.slice(holdover.http.length);
  }
  return pages;
}
