import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, request as requestHttp, Server, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { once } from 'node:events';
import { createServer as createTcp, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createDemoCertificate } from '../../src/gateway/ports/demo-certificate.js';
import { noIgnores } from '../../src/parity/compare/ignore-file.js';
import type { Exchange } from '../../src/parity/recording.js';
import { startRecorder, type Recorder, type RecorderOptions } from '../../src/parity/record/recorder.js';
import { createRedaction } from '../../src/parity/redaction/redaction.js';
import { runParity, type ParityRun } from '../../src/parity/run-parity.js';
import { writeRecording, type RecordingWriter } from '../../src/parity/record/write-recording.js';
import { demoClients } from '../../src/sandbox/demo/demo-tenant.js';
import { openSandboxGateway, type SandboxGateway } from '../support/sandbox-gateway.js';
import { v1Token } from '../support/v1-token.js';
import { RawClient } from './raw-client.js';

/** Here holdover takes the place of a live v1: the recorder needs only a server that answers the same. */
let v1: SandboxGateway;
let folder: string;
let file: string;
let writer: RecordingWriter;
let recorder: Recorder;
let notes: string[];

beforeAll(async () => {
  v1 = await openSandboxGateway({ HOLDOVER_USER_METADATA_KEYS: '' });
});
afterAll(() => v1.close());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdover-recorder-'));
  file = join(folder, 'v1.jsonl');
  notes = [];
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function start(more: Partial<RecorderOptions> = {}): Promise<void> {
  const options = { control: v1.http, host: '127.0.0.1', port: 0, twice: false, ...more };
  writer = await writeRecording(file, {
    recording: 'holdover',
    version: 1,
    control: options.control,
    emails: 'plain',
  });
  recorder = await startRecorder(options, {
    map: v1.map,
    redaction: createRedaction(v1.map),
    append: writer.append,
    note: (sentence) => notes.push(sentence),
  });
}

async function recorded(): Promise<Exchange[]> {
  await recorder.close();
  await writer.close();
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n').slice(1);
  return lines.map((line) => JSON.parse(line) as Exchange);
}

function parity(more: Partial<ParityRun> = {}): ReturnType<typeof runParity> {
  return runParity(
    {
      ...{
        recording: file,
        candidate: { url: v1.http },
        out: join(folder, 'out'),
        concurrency: 4,
        timeoutMs: 10_000,
      },
      clients: [demoClients.app, demoClients.global],
      writes: [],
      resume: false,
      silent: false,
      ...more,
    },
    {
      map: v1.map,
      ignores: noIgnores,
      note: (sentence) => notes.push(sentence),
      onProgress: () => undefined,
    },
  );
}

interface CallOptions {
  readonly method?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

test('a connection that cannot be accepted does not end the recorder', async () => {
  await start();
  const handles = (process as unknown as { _getActiveHandles(): unknown[] })._getActiveHandles();
  const server = handles.find(
    (handle) =>
      handle instanceof Server && recorder.url.endsWith(`:${(handle.address() as AddressInfo).port}`),
  ) as Server;
  for (let times = 0; times < 3; times += 1) server.emit('error', new Error('accept EMFILE'));
  expect((await fetch(`${recorder.url}/api/users`)).status).toBe(401);
  expect(notes).toEqual(['A connection could not be taken: accept EMFILE']);
  await recorded();
});

describe('a recorder in front of a live v1', () => {
  let token: string;
  const call = (target: string, { headers = {}, ...init }: CallOptions = {}): Promise<Response> =>
    fetch(`${recorder.url}${target}`, { ...init, headers: { authorization: `Bearer ${token}`, ...headers } });
  const createUser = async (name: string): Promise<string> => {
    const body = JSON.stringify({
      email: `${name}@example.com`,
      password: 'canary-Passw0rd',
      connection: 'Username-Password-Authentication',
      color: null,
    });
    const reply = await call('/api/users', {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
    });
    return ((await reply.json()) as { user_id: string }).user_id;
  };

  test('hands each answer on unchanged, and records request and client without a secret', async () => {
    await start();
    token = await v1Token(recorder.url, demoClients.app);
    const users = [await createUser('ann'), await createUser('bob')];
    const page = await call('/api/users?per_page=1');
    const [, next = ''] = /<([^>]+)>/.exec(page.headers.get('link') ?? '') ?? [];
    const direct = await fetch(`${v1.http}/api/users?per_page=1`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const seal = new URL(next).searchParams.get('bewit') ?? '';
    expect(seal.length).toBeGreaterThan(20);
    expect(await page.json()).toEqual(await direct.json());
    // The answer contains v1's own host.
    expect(page.headers.get('link')).toContain(`<${recorder.url}/api/users?`);
    expect((await fetch(next)).status).toBe(200);
    expect((await fetch(`${recorder.url}/api/users/none?access_token=${token}`)).status).toBe(404);
    expect((await fetch(`${recorder.url}/.well-known/jwks.json`)).status).toBe(200);
    const exchanges = await recorded();
    expect(exchanges.map(({ caller, request }) => [caller, request.method, request.target])).toEqual([
      [`client:${demoClients.app.clientId}`, 'POST', '/api/users'],
      [`client:${demoClients.app.clientId}`, 'POST', '/api/users'],
      [`client:${demoClients.app.clientId}`, 'GET', '/api/users?per_page=1'],
      [`client:${demoClients.app.clientId}`, 'GET', '/api/users?per_page=1&page=1'],
      [`client:${demoClients.app.clientId}`, 'GET', '/api/users/none'],
    ]);
    const text = await readFile(file, 'utf8');
    for (const secret of [token, demoClients.app.clientSecret, 'canary', seal])
      expect(text).not.toContain(secret);
    expect(users).toHaveLength(2);
    expect(notes).toEqual([]);
  });

  test('recognizes a client that got its token by Basic credentials', async () => {
    await start();
    const { clientId, clientSecret } = demoClients.app;
    const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
    const granted = await fetch(`${recorder.url}/oauth/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${basic}` },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });
    token = ((await granted.json()) as { access_token: string }).access_token;
    expect((await call('/api/users?per_page=1')).status).toBe(200);
    expect((await recorded()).map(({ caller }) => caller)).toEqual([`client:${clientId}`]);
    for (const secret of [token, clientSecret, basic])
      expect(await readFile(file, 'utf8')).not.toContain(secret);
  });

  test('makes a recording that a replay finds equal', async () => {
    await start({ twice: true });
    token = await v1Token(recorder.url, demoClients.global);
    const id = await createUser('cy');
    for (const target of [
      `/api/users/${encodeURIComponent(id)}`,
      '/api/users?search=cy&per_page=3',
      '/api/connections/',
      '/api/clients',
      '/api/rules',
      '/api/users/none',
      '/api/tenants/x',
    ])
      await call(target);
    const exchanges = await recorded();
    expect(exchanges.filter(({ again }) => again !== undefined).length).toBeGreaterThan(3);
    const { summary, exitCode } = await parity();
    expect(summary.groups).toEqual([]);
    expect(summary.counts).toMatchObject({ same: exchanges.length - 1, 'left-out': 1 });
    expect(exitCode).toBe(0);
  });

  test('makes a recording whose replay does not repeat a password check by GET', async () => {
    await start({ twice: true });
    const asked = 'connection=c&username=u&password=p&client_id=x&cbx=f';
    await call(`/public/api/users/validate_userpassword?${asked}`);
    const [exchange] = await recorded();
    expect(exchange?.reply?.status).toBe(200);
    expect(exchange?.again).toBeUndefined();
  });

  test('makes a recording whose replay finds a fault of the candidate in the right entry', async () => {
    await start();
    token = await v1Token(recorder.url, demoClients.global);
    const id = encodeURIComponent(await createUser('di'));
    await call(`/api/users/${id}`);
    await call('/api/rules');
    await recorded();
    const faulty = createServer((request, response) => {
      void forward(request).then(({ status, type, text }) => {
        response
          .writeHead(status, { 'content-type': type })
          .end(text.replace('"color":null,', '').replace(',"color":null', ''));
      });
    });
    faulty.listen(0, '127.0.0.1');
    await once(faulty, 'listening');
    const { summary, exitCode } = await parity({
      candidate: { url: `http://127.0.0.1:${(faulty.address() as AddressInfo).port}` },
    });
    faulty.close();
    faulty.closeAllConnections();
    expect(exitCode).toBe(1);
    expect(summary.groups).toMatchObject([
      { route: 'users.get', field: 'color', kind: 'null-vs-absent', cause: 'unexplained' },
    ]);
  });

  test('makes a recording whose replay repeats writes on another tenant, under the ids of that tenant', async () => {
    await start();
    token = await v1Token(recorder.url, demoClients.global);
    const rule = (method: string, target: string, body?: object): Promise<Response> =>
      call(target, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        headers: { 'content-type': 'application/json' },
      });
    await rule('POST', '/api/rules', {
      name: 'parity',
      status: true,
      script: 'function (u, c, cb) { cb(null, u, c); }',
      order: 77,
    });
    await rule('PUT', '/api/rules/parity', {
      name: 'parity',
      status: false,
      script: 'function (u, c, cb) { cb(null, u, c); }',
      order: 77,
    });
    const id = encodeURIComponent(await createUser('ed'));
    await rule('PATCH', `/api/users/${id}/metadata`, { color: 'red', friend: decodeURIComponent(id) });
    await call(`/api/users/${id}/metadata`);
    await call('/api/rules/parity');
    await rule('DELETE', '/api/rules/parity');
    await recorded();
    const other = await openSandboxGateway();
    const { summary } = await parity({
      candidate: { url: other.http },
      writes: [new URL(other.http).host],
    });
    await other.close();
    expect(summary.groups.filter(({ cause }) => cause === 'unexplained')).toEqual([]);
    expect(summary.counts).toMatchObject({ 'left-out': 0, failed: 0, different: 0 });
    expect(summary.total).toBe(7);
  });
});

describe('traffic through the recorder', () => {
  interface Heard {
    readonly method: string | undefined;
    readonly url: string | undefined;
    readonly raw: readonly string[];
    readonly body: string;
  }

  async function control(
    answer: (heard: Heard) => [number, string[], string],
  ): Promise<{ url: string; heard: Heard[]; close: () => void }> {
    const heard: Heard[] = [];
    const server = createServer((request, response) => {
      void bodyOf(request).then((body) => {
        const { method, url, rawHeaders: raw } = request;
        const one = { method, url, raw, body };
        heard.push(one);
        const [status, headers, text] = answer(one);
        response.writeHead(status, headers).end(text);
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return {
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      heard,
      close: () => {
        server.close();
        server.closeAllConnections();
      },
    };
  }

  test('keeps targets and header names, and adds no framing to a request without a body', async () => {
    const far = await control(() => [
      200,
      ['Link', '<https://h/api/users?page=1>; rel="next"', 'X-Odd', '1'],
      '[]',
    ]);
    await start({ control: far.url });
    const client = await RawClient.connect(recorder.url);
    client.send('POST /api/users/auth0|1/x?search="a+b" HTTP/1.1\r\nHost: h\r\nX-Own: a\r\n\r\n');
    const answer = await client.answer();
    client.socket.destroy();
    expect(answer?.headers.map(([name]) => name)).toEqual(expect.arrayContaining(['Link', 'X-Odd']));
    await recorded();
    far.close();
    expect(far.heard[0]?.url).toBe('/api/users/auth0|1/x?search="a+b"');
    expect(far.heard[0]?.raw).toEqual(expect.arrayContaining(['X-Own', 'a', 'Host', new URL(far.url).host]));
    expect(far.heard[0]?.raw).not.toContain('Transfer-Encoding');
  });

  test('is answered 502 where v1 does not answer, and is not recorded, which the recorder says', async () => {
    const far = await control(() => [200, [], '']);
    far.close();
    await start({ control: far.url });
    const reply = await fetch(`${recorder.url}/api/rules`);
    expect([reply.status, await reply.text()]).toEqual([502, expect.stringContaining('does not answer')]);
    await (await fetch(`${recorder.url}/authorize`)).text();
    expect(await recorded()).toEqual([]);
    expect(notes).toEqual([
      expect.stringMatching(/^A GET \(rules\.list\) could not be recorded: .*ECONNREFUSED/),
    ]);
  });

  test('whose answer breaks off is not recorded, which the recorder says', async () => {
    const far = createTcp((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n[1'));
    }).listen(0, '127.0.0.1');
    await once(far, 'listening');
    await start({ control: `http://127.0.0.1:${(far.address() as AddressInfo).port}` });
    await expect(fetch(`${recorder.url}/api/rules/r`).then((reply) => reply.text())).rejects.toThrow();
    expect(await recorder.close()).toEqual({ recorded: 0, missed: 1 });
    await writer.close();
    expect(notes).toEqual(['A GET (rules.get) could not be recorded: aborted']);
    far.close();
  });

  // The second is all that libcurl 7.88 to 8.4 offers for WordPress.
  test.each(['http/1.1', 'http/1.0'])('is HTTPS with a certificate, for a client of %s', async (protocol) => {
    const { cert, key, ca } = await createDemoCertificate();
    const far = await control(() => [200, ['Content-Type', 'application/json'], '[]']);
    await start({ control: far.url, tls: { cert, key } });
    expect(recorder.url).toMatch(/^https:/);
    const options = { ca, servername: 'localhost', ALPNProtocols: [protocol], agent: false };
    const sent = requestHttps(`${recorder.url}/api/rules`, options);
    sent.end();
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    answer.resume();
    expect(answer.statusCode).toBe(200);
    expect(await recorded()).toMatchObject([{ caller: 'none', request: { target: '/api/rules' } }]);
    far.close();
  });

  test('may have a body that is too long to be recorded; it passes, and the recorder says so', async () => {
    const long = 'x'.repeat(17 * 1024 * 1024);
    const far = await control(() => [200, ['Content-Type', 'text/plain'], long]);
    await start({ control: far.url });
    expect((await (await fetch(`${recorder.url}/api/rules`)).text()).length).toBe(long.length);
    expect(await recorded()).toEqual([]);
    expect(notes).toEqual(['A GET (rules.list) could not be recorded: A body is too long.']);
    far.close();
  });

  test('with an answer that cannot be recorded reaches its client whole, and the recorder says so', async () => {
    const depth = 2 * 1024 * 1024;
    const deep = `${'['.repeat(depth)}${']'.repeat(depth)}`;
    const far = await control(() => [200, ['Content-Type', 'application/json'], deep]);
    await start({ control: far.url });
    const sent = requestHttp(`${recorder.url}/api/rules`);
    sent.end();
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    expect((await bodyOf(answer)).length).toBe(deep.length);
    expect(await recorded()).toEqual([]);
    expect(notes).toEqual([expect.stringContaining('A GET (rules.list) could not be recorded: ')]);
    far.close();
  });

  test.each([
    ['a body', 'application/json; charset=ISO-8859-1', Buffer.from('{"city":"Köln"}', 'latin1')],
    ['a form', 'application/x-www-form-urlencoded; charset=ISO-8859-1', Buffer.from('city=K%F6ln')],
  ])(
    'with %s in another charset, for which a replay would send other bytes, is reported',
    async (_what, type, body) => {
      const far = await control(() => [200, ['Content-Type', 'text/plain'], 'OK']);
      await start({ control: far.url });
      for (const sent of [
        { type, body },
        { type: 'application/json', body: Buffer.from('{"city":"Köln"}') },
      ]) {
        const asking = requestHttp(`${recorder.url}/api/users/auth0%7C1/metadata`, {
          method: 'PATCH',
          headers: { 'content-type': sent.type },
        });
        asking.end(sent.body);
        const [answer] = (await once(asking, 'response')) as [IncomingMessage];
        expect(await bodyOf(answer)).toBe('OK');
      }
      expect(await recorded()).toMatchObject([{ request: { body: { json: { city: 'Köln' } } } }]);
      expect(notes).toEqual([
        expect.stringMatching(/^A PATCH \(users\.merge-metadata\) could not be recorded: .*UTF-8/),
      ]);
      far.close();
    },
  );

  test('with a method that a recording cannot hold passes unrecorded', async () => {
    const far = await control(() => [404, ['Content-Type', 'text/plain'], 'Not found']);
    await start({ control: far.url });
    const sent = requestHttp(`${recorder.url}/api/rules`, { method: 'M-SEARCH' });
    sent.end();
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    expect(await bodyOf(answer)).toBe('Not found');
    expect(await recorded()).toEqual([]);
    far.close();
  });

  test('goes on for the other clients when one client disconnects', async () => {
    const far = await control(() => [200, ['Content-Type', 'text/plain'], 'x'.repeat(8 * 1024 * 1024)]);
    await start({ control: far.url });
    const gone = requestHttp(`${recorder.url}/api/rules`);
    gone.on('error', () => undefined);
    gone.end();
    const [answer] = (await once(gone, 'response')) as [IncomingMessage];
    answer.on('error', () => undefined);
    gone.destroy();
    const other = await fetch(`${recorder.url}/api/clients`);
    expect((await other.text()).length).toBe(8 * 1024 * 1024);
    expect((await recorded()).map(({ request }) => request.target)).toContain('/api/clients');
    far.close();
  });

  test.each([
    ['does not answer', undefined],
    ['does not end its answer', '{"half":'],
  ])(
    'does not delay the end of the recorder for more than a moment when v1 %s',
    async (_, begun) => {
      const far = createServer((request, response) => {
        if (request.url === '/api/rules') response.end('[]');
        else if (begun !== undefined) response.write(begun);
      });
      far.listen(0, '127.0.0.1');
      await once(far, 'listening');
      await start({ control: `http://127.0.0.1:${(far.address() as AddressInfo).port}`, lastAnswersMs: 200 });
      const waiting = requestHttp(`${recorder.url}/api/clients`, (answer) => {
        answer.on('error', () => undefined).resume();
      });
      waiting.on('error', () => undefined).end();
      await once(far, 'request');
      await fetch(`${recorder.url}/api/rules`);
      expect((await recorded()).map(({ request }) => request.target)).toEqual(['/api/rules']);
      far.closeAllConnections();
      far.close();
    },
    5_000,
  );
});

async function bodyOf(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of message as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

async function forward(request: IncomingMessage): Promise<{ status: number; type: string; text: string }> {
  const body = await bodyOf(request);
  const { authorization, 'content-type': sentType } = request.headers;
  const reply = await fetch(`${v1.http}${request.url ?? ''}`, {
    method: request.method ?? 'GET',
    headers: {
      ...(authorization === undefined ? {} : { authorization }),
      ...(sentType === undefined ? {} : { 'content-type': sentType }),
    },
    ...(body === '' ? {} : { body }),
  });
  return { status: reply.status, type: reply.headers.get('content-type') ?? '', text: await reply.text() };
}
