import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createDemoCertificate, type DemoCertificate } from '../../src/gateway/ports/demo-certificate.js';
import { badRequests } from '../support/bad-requests.js';
import { headersOf } from './raw-client.js';
import { onLoopback, openStage, type Stage } from './stage.js';

let pems: DemoCertificate;
let stage: Stage;

beforeAll(async () => {
  pems = await createDemoCertificate();
  stage = await openStage({
    upstreamUrl: 'http://127.0.0.1:9',
    addresses: { http: onLoopback, tls: { port: 0, pems }, admin: onLoopback },
  });
});

afterAll(async () => {
  await stage.close();
});

async function secured(options: ConnectionOptions): Promise<TLSSocket> {
  const socket = connect({
    host: '127.0.0.1',
    port: Number(new URL(stage.https ?? '').port),
    ca: pems.ca,
    ...options,
  });
  await once(socket, 'secureConnect');
  return socket;
}

describe('the HTTPS port', () => {
  test.each<[string, ConnectionOptions]>([
    ['by name', { servername: 'localhost' }],
    ['by address', {}],
    ['over TLS 1.2, which is all that mono speaks', { maxVersion: 'TLSv1.2' }],
    ['over TLS 1.3', { minVersion: 'TLSv1.3' }],
  ])('serves a client that trusts the CA, %s', async (_name, options) => {
    const socket = await secured({ ...options, ALPNProtocols: ['h2', 'http/1.1'] });
    expect(socket.alpnProtocol).toBe('http/1.1');
    socket.write('GET /api/users HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
    const chunks: Buffer[] = [];
    for await (const chunk of socket) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks).toString()).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(stage.asked.at(-1)?.origin).toBe('https://localhost');
  });

  // WordPress speaks HTTP/1.0 by default, and libcurl 7.88 to 8.4 (Debian 12) then offers no other protocol.
  test('serves a client that offers only HTTP/1.0, and refuses one that offers only HTTP/2', async () => {
    const socket = await secured({ ALPNProtocols: ['http/1.0'] });
    expect(socket.alpnProtocol).toBe('http/1.0');
    socket.write('GET /api/users HTTP/1.0\r\nHost: localhost\r\n\r\n');
    const chunks: Buffer[] = [];
    for await (const chunk of socket) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks).toString()).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    await expect(secured({ ALPNProtocols: ['h2'] })).rejects.toThrow(/no application protocol/);
  });

  test('refuses TLS 1.1', async () => {
    await expect(
      secured({ minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }),
    ).rejects.toThrow();
  });

  test('refuses a client that does not trust the CA, and continues', async () => {
    await expect(secured({ ca: [] })).rejects.toThrow(/self-signed|unable to verify/);
    (await secured({})).destroy();
  });

  test('presents the new certificate after a reload, and keeps the old one when the new one is invalid', async () => {
    const next = await createDemoCertificate();
    expect(() => {
      stage.gateway.setCertificate({ cert: next.cert, key: pems.key });
    }).toThrow();
    (await secured({ ca: pems.ca })).destroy();
    stage.gateway.setCertificate(next);
    (await secured({ ca: next.ca })).destroy();
    await expect(secured({ ca: pems.ca })).rejects.toThrow();
    stage.gateway.setCertificate(pems);
  });
});

test('an incomplete TLS handshake times out no later than a header', async () => {
  const hurried = await openStage({
    upstreamUrl: 'http://127.0.0.1:9',
    addresses: { http: onLoopback, tls: { port: 0, pems }, admin: onLoopback },
    timeouts: { headersTimeout: 100, requestTimeout: 200, connectionsCheckingInterval: 10 },
  });
  const socket = connectTcp({ host: '127.0.0.1', port: Number(new URL(hurried.https ?? '').port) });
  socket.resume().write(Buffer.from('1603010200', 'hex'));
  await once(socket, 'close');
  expect(await hurried.line({ status: 408 })).toMatchObject({ parser: 'ERR_TLS_HANDSHAKE_TIMEOUT' });
  await hurried.close();
});

const bad = badRequests({ target: '/api/users', fields: 'Authorization: Bearer abc\r\n' });

// The parser and the guard work above TLS and are tested without it; this shows that they are active here too.
test.each(bad.filter((_each, at) => at % 5 === 0).map((each) => [each.name, each] as const))(
  '%s is refused over TLS as it is without',
  async (_name, { bytes, statuses }) => {
    const client = await stage.connect(stage.https);
    client.send(`${bytes}GET /api/users?poisoned HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    const answer = await client.answer();
    expect(statuses).toContain(answer?.status);
    expect(headersOf(answer)['connection']).toBe('close');
    expect((await client.closed()).toString()).toBe('');
  },
);

describe('the demo’s certificate', () => {
  test('is for localhost and its addresses, from a CA that can sign nothing else', () => {
    const ca = new X509Certificate(pems.ca);
    const leaf = new X509Certificate(pems.cert);
    expect(ca.ca).toBe(true);
    expect(leaf.ca).toBe(false);
    expect(leaf.verify(ca.publicKey)).toBe(true);
    expect(leaf.subjectAltName).toBe('DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1');
    expect(leaf.publicKey.asymmetricKeyDetails).toMatchObject({ modulusLength: 2048 });
    expect([pems.ca, pems.cert, pems.key].filter((pem) => pem.includes('PRIVATE KEY'))).toEqual([pems.key]);
  });
});
