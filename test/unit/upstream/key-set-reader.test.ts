import { describe, expect, test } from '@jest/globals';
import { createUpstream, type TenantUpstream, type UpstreamOptions } from '../../../src/upstream/upstream.js';
import { failureOf } from '../../support/failure-of.js';
import { keptOpen } from './kept-open.js';
import { sendJson, startRawTenant, startTenant, type TenantDouble } from './tenant-double.js';

const keep = keptOpen();

function upstreamOf({ url }: TenantDouble, options: Partial<UpstreamOptions> = {}): TenantUpstream {
  return keep(createUpstream({ url, ...options }));
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return (await failureOf(work)).code;
}

describe('the key set', () => {
  test('is read below the base path, without a bearer, and returned unchanged', async () => {
    const set = { keys: [{ kty: 'RSA', kid: 'one' }] };
    const tenant = keep(
      await startTenant((response) => {
        sendJson(response, 200, set);
      }),
    );
    expect(await upstreamOf(tenant, { url: `${tenant.url}/tenant` }).readKeySet()).toEqual(set);
    const [seen] = tenant.seen;
    expect([seen?.method, seen?.url]).toEqual(['GET', '/tenant/.well-known/jwks.json']);
    expect(seen?.headers.authorization).toBeUndefined();
  });

  test.each([301, 302, 307, 404, 429, 500])(
    'is unreadable when the tenant answers %i, and no redirect is followed',
    async (status) => {
      const tenant = keep(
        await startTenant((response) => {
          response.setHeader('location', '/elsewhere');
          sendJson(response, status, { keys: [] });
        }),
      );
      expect(await codeOf(upstreamOf(tenant).readKeySet())).toBe('upstream-unreadable');
      expect(tenant.seen).toHaveLength(1);
    },
  );

  test.each([
    ['a page', '<html>'],
    ['more than 64 KiB', JSON.stringify({ keys: ['x'.repeat(64 * 1024)] })],
  ])('that is %s is unreadable', async (_what, body) => {
    const tenant = keep(await startTenant((response) => response.writeHead(200).end(body)));
    expect(await codeOf(upstreamOf(tenant).readKeySet())).toBe('upstream-unreadable');
  });

  test('that exceeds the size limit is cut off while it arrives', async () => {
    const tenant = keep(
      await startRawTenant((socket) => {
        const part = `4000\r\n${'x'.repeat(0x4000)}\r\n`;
        socket.write(`HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${part.repeat(5)}`);
      }),
    );
    expect(await codeOf(upstreamOf(tenant).readKeySet())).toBe('upstream-unreadable');
  });

  test('is waited for no longer than its deadline', async () => {
    const tenant = keep(await startTenant(() => undefined));
    expect(await codeOf(upstreamOf(tenant, { keySetTimeoutMs: 60 }).readKeySet())).toBe('upstream-timeout');
  });
});
