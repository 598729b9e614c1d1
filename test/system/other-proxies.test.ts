import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { badRequests } from '../support/bad-requests.js';
import { mutated } from '../support/byte-mutations.js';
import { inParallel, sampled, sendAll } from '../support/fuzz-run.js';
import { startRawTenant, type RawTenant } from '../wire/raw-tenant.js';
import { openStage, type Stage } from '../wire/stage.js';
import { startHaproxy, startNginx, type OtherProxy } from './other-proxies.js';

/*
 * Two widely used proxies with their defaults, and holdover, receive the same requests. A request that both of them
 * refuse and holdover accepts is a fault of holdover.
 */

const aim = { target: '/userinfo', fields: '' };
const h = 'Host: holdover\r\n';
const good = [
  `GET /userinfo?a=b HTTP/1.1\r\n${h}Accept: */*\r\n\r\n`,
  `GET /userinfo HTTP/1.0\r\n\r\n`,
  `HEAD /login HTTP/1.1\r\n${h}Connection: keep-alive, X-Hop\r\nX-Hop: 1\r\n\r\n`,
  `POST /x HTTP/1.1\r\n${h}Content-Length: 4\r\n\r\nbody`,
  `PUT /x HTTP/1.1\r\n${h}Transfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n4;a=b\r\nbody\r\n0\r\nX-T: t\r\n\r\n`,
  `DELETE /a%20b/..;/c HTTP/1.1\r\n${h}Authorization: Bearer abc\r\nContent-Length: 0\r\n\r\n`,
];
const pieces = [
  '\r\n',
  '\n',
  '\r',
  '\0',
  ' ',
  '\t',
  ';',
  ':',
  ',',
  '#',
  '%',
  '//',
  '\r\nContent-Length: 4',
  '\r\nHost: a',
];

let tenant: RawTenant;
let stage: Stage;
let others: [OtherProxy, OtherProxy];

beforeAll(async () => {
  tenant = await startRawTenant((socket, text) => {
    if (text.includes('\r\n\r\n'))
      socket.end('HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  });
  stage = await openStage({ upstreamUrl: tenant.url });
  others = await Promise.all([startNginx(tenant.url), startHaproxy(tenant.url)]);
});

afterAll(async () => {
  await Promise.all(others.map((proxy) => proxy.close()));
  await stage.close();
  await tenant.close();
});

/** Whether the first request in these bytes was served. */
async function accepts(base: string, bytes: string): Promise<boolean> {
  const { received } = await sendAll(base, Buffer.from(bytes, 'latin1'), 200);
  return /^HTTP\/1\.[01] 200 /.test(received.toString('latin1'));
}

describe('a request that nginx and haproxy both refuse', () => {
  test('is refused by holdover as well', async () => {
    const requests = [
      ...badRequests(aim).map(({ bytes }) => bytes),
      ...good,
      ...sampled(mutated({ good, pieces }), 3_000),
    ];
    const alone: string[] = [];
    let refused = 0;
    await inParallel(requests, 32, async (bytes) => {
      const verdicts = await Promise.all(
        [...others.map(({ url }) => url), stage.http].map((url) => accepts(url, bytes)),
      );
      const [nginx, haproxy, holdover] = verdicts;
      if (nginx === true || haproxy === true) return;
      refused += 1;
      if (holdover === true) alone.push(JSON.stringify(bytes));
    });
    expect(alone).toEqual([]);
    // Otherwise the two served nothing at all, or everything.
    expect(refused).toBeGreaterThan(100);
    expect(refused).toBeLessThan(requests.length - 100);
  });

  test('is none of the valid requests', async () => {
    for (const bytes of good) {
      for (const { url } of [...others, { url: stage.http }])
        expect([bytes, url, await accepts(url, bytes)]).toEqual([bytes, url, true]);
    }
  });
});
