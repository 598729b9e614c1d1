import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { writeFile, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoClients } from '../../src/sandbox/demo/demo-tenant.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { startCollector, type Collector } from '../support/collector.js';
import { startHoldover, type RunningHoldover } from '../support/running-holdover.js';
import { v1Token } from '../support/v1-token.js';
import { connection, jwtCalls, passingCalls, secrets, v1Calls, type CanaryCall } from './canary-calls.js';

interface Exchange {
  readonly what: string;
  readonly status: number;
  readonly body: string;
}

let directory: string;
let sandbox: Sandbox;
let holdover: RunningHoldover;
/** Every token that was sent, with its name in a report. */
const tokens = new Map<string, string>();
let exchanges: Exchange[];
let printed: string;
let collector: Collector;
/** The sealed texts of the ticket links in the answers. */
let tickets: string[];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'holdover-canary-'));
  sandbox = await startSandbox({ seedUsers: 6 });
  const { service, app, global } = demoClients;
  for (const [{ clientId }, secret] of [
    [service, secrets['service secret']],
    [app, secrets['app secret']],
    [global, secrets['global secret']],
  ] as const) {
    const client = sandbox.tenant.clients.get(clientId);
    sandbox.tenant.clients.put({ clientId, body: { ...client?.body, client_secret: secret } });
  }
  collector = await startCollector();
  holdover = await startHoldover({
    ...(await settings(sandbox.url)),
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
  });
  const minted = await mint(holdover.http);
  const jwts = await jwtsFor(databaseUser(), sandbox.url);
  exchanges = await exchangeAll(holdover.http, [
    ...v1Calls(minted.app, databaseUser()),
    ...jwts.flatMap((each) => jwtCalls(each, databaseUser())),
  ]);
  await exchangeAll(holdover.http, [minted.app, ...jwts].flatMap(passingCalls));
  tickets = exchanges.flatMap(({ body }) => /\/holdover\/confirm\/([\w.-]+)/.exec(body)?.[1] ?? []);
  const pages = tickets.flatMap((sealed) =>
    ['GET', 'POST', 'POST'].map((method): CanaryCall => [method, `/holdover/confirm/${sealed}`, {}]),
  );
  exchanges.push(...(await exchangeAll(holdover.http, pages)));
  expect(await holdover.stop()).toBe(0);
  printed = holdover.stdout() + holdover.stderr();
});

afterAll(async () => {
  await collector.close();
  await sandbox.close();
  await rm(directory, { recursive: true, force: true });
});

describe('no secret', () => {
  test('is printed, at the most verbose log level', () => {
    expect(printed).toContain('users.get');
    expect(leaksOf(printed)).toEqual([]);
  });

  test('is printed of a ticket, whose link alone is enough to use it', () => {
    expect(tickets.length).toBeGreaterThan(0);
    expect(printed).toContain('"confirm"');
    expect(tickets.filter((sealed) => printed.includes(sealed))).toEqual([]);
  });

  test('is in a span, nor is a path of a user or a ticket', () => {
    expect(collector.spans.length).toBeGreaterThan(exchanges.length);
    const text = collector.texts.join('\n');
    expect(leaksOf(text)).toEqual([]);
    expect(text).not.toContain(databaseUser());
    expect(text).not.toContain(encodeURIComponent(databaseUser()));
    expect(tickets.filter((sealed) => text.includes(sealed))).toEqual([]);
  });

  test('is in an error answer', () => {
    const failed = exchanges.filter(({ status }) => status >= 400);
    expect(failed.length).toBeGreaterThan(30);
    expect(leaksIn(failed)).toEqual([]);
  });

  test('is in a successful answer', () => {
    const fine = exchanges.filter(({ status }) => status < 400);
    expect(fine.length).toBeGreaterThan(5);
    expect(leaksIn(fine)).toEqual([]);
  });

  test('is in a URL of holdover’s own calls to the tenant', () => {
    // Requests that pass through keep their URL and User-Agent; holdover's own calls have its User-Agent.
    const own = sandbox.calls
      .filter(({ headers }) => headers['user-agent']?.startsWith('holdover/') === true)
      .map(({ path, query }) => `${path}?${query}`);
    expect(own.length).toBeGreaterThan(10);
    expect(own.filter((url) => leaksOf(url).length > 0)).toEqual([]);
  });

  test('is leaked although every request was answered with a body', () => {
    for (const { what, status, body } of exchanges) {
      expect([what, status >= 200 && status < 600, body.length > 0]).toEqual([what, true, true]);
    }
  });
});

describe('before a tenant that repeats the whole request in its errors', () => {
  let echo: Server;
  let answers: Exchange[];
  let log: string;

  beforeAll(async () => {
    echo = await startEchoingTenant();
    const { port } = echo.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}`;
    const program = await startHoldover(await settings(url));
    const minted = await mint(program.http);
    const jwts = await jwtsFor('auth0|someone', url);
    answers = await exchangeAll(program.http, [
      ...v1Calls(minted.app, 'auth0|someone'),
      ...jwts.flatMap((each) => jwtCalls(each, 'auth0|someone')),
    ]);
    await exchangeAll(program.http, [minted.app, ...jwts].flatMap(passingCalls));
    expect(await program.stop()).toBe(0);
    log = program.stdout() + program.stderr();
  });

  afterAll(async () => {
    echo.closeAllConnections();
    echo.close();
    await once(echo, 'close');
  });

  test('no secret is in an error answer', () => {
    const failed = answers.filter(({ status }) => status >= 400);
    expect(failed.length).toBeGreaterThan(40);
    expect(leaksIn(failed)).toEqual([]);
  });

  test('no secret is printed', () => {
    expect(leaksOf(log)).toEqual([]);
  });
});

async function settings(upstream: string): Promise<Record<string, string>> {
  const clientsFile = join(directory, 'clients.json');
  const { app, global } = demoClients;
  const clients = [
    { client_id: app.clientId, client_secret: secrets['app secret'], kind: 'app' },
    { client_id: global.clientId, client_secret: secrets['global secret'], kind: 'global' },
  ];
  await writeFile(clientsFile, JSON.stringify(clients));
  return {
    HOLDOVER_UPSTREAM_URL: upstream,
    HOLDOVER_UPSTREAM_CLIENT_ID: demoClients.service.clientId,
    HOLDOVER_UPSTREAM_CLIENT_SECRET: secrets['service secret'],
    HOLDOVER_CLIENTS_FILE: clientsFile,
    HOLDOVER_TOKEN_KEY: secrets['token key'],
    HOLDOVER_LOG_LEVEL: 'debug',
  };
}

async function mint(base: string): Promise<{ app: string; global: string }> {
  const { app, global } = demoClients;
  const minted = {
    app: await v1Token(base, { clientId: app.clientId, clientSecret: secrets['app secret'] }),
    global: await v1Token(base, { clientId: global.clientId, clientSecret: secrets['global secret'] }),
  };
  for (const [name, token] of Object.entries(minted)) tokens.set(token, `${name}'s v1 token`);
  return minted;
}

/** id_tokens and v2 tokens for the tenant of that URL, valid ones and invalid ones. */
async function jwtsFor(userId: string, url: string): Promise<string[]> {
  const { app, service } = demoClients;
  const user = { iss: `${url}/`, sub: userId, aud: app.clientId };
  const v2 = { iss: `${url}/`, sub: `${service.clientId}@clients`, aud: `${url}/api/v2/` };
  const jwts = Object.entries({
    'an id_token': user,
    'an expired id_token': { ...user, exp: 1 },
    "a stranger's id_token": { ...user, aud: 'stranger' },
    'a v2 token': { ...v2, scope: 'read:users update:users' },
    'an expired v2 token': { ...v2, exp: 1 },
    'a v2 token without scopes': v2,
  });
  return Promise.all(
    jwts.map(async ([name, claims]) => {
      const token = await sandbox.issuer.sign(claims, 3_600);
      tokens.set(token, name);
      return token;
    }),
  );
}

function databaseUser(): string {
  const user = sandbox.tenant.users.all().find((each) => each.identities[0]?.connection === connection);
  return user?.user_id ?? '';
}

async function exchangeAll(base: string, calls: readonly CanaryCall[]): Promise<Exchange[]> {
  const exchanges: Exchange[] = [];
  for (const [method, path, headers, body] of calls) {
    const answer = await fetch(`${base}${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
    });
    const what = `${method} ${path.split('?')[0] ?? ''} ${body ?? ''}`;
    exchanges.push({ what, status: answer.status, body: await answer.text() });
  }
  return exchanges;
}

/** One line for each secret in each answer, for the message of a failed test. */
function leaksIn(answers: readonly Exchange[]): string[] {
  return answers.flatMap(({ what, body }) =>
    leaksOf(body).map((leak) => `${leak} in the answer to ${what}: ${body}`),
  );
}

/** Names of the secrets that the text contains, plain or in any usual encoding, and of v1 and v2 tokens. */
function leaksOf(text: string): string[] {
  const known = Object.entries(secrets).flatMap(([name, secret]) =>
    spellingsOf(secret).some((spelling) => text.includes(spelling)) ? [name] : [],
  );
  const minted = [...tokens].flatMap(([token, name]) =>
    // The header alone is no secret.
    token.split('.').some((part, n) => n > 0 && part.length > 30 && text.includes(part)) ? [name] : [],
  );
  const v2 = [...v2Bearers()].some((bearer) => text.includes(bearer)) ? ['a v2 token'] : [];
  return [...known, ...minted, ...v2];
}

function spellingsOf(secret: string): string[] {
  return [
    secret,
    encodeURIComponent(secret),
    new URLSearchParams({ a: secret }).toString().slice(2),
    JSON.stringify(secret).slice(1, -1),
    JSON.stringify(JSON.stringify(secret)).slice(3, -3),
    Buffer.from(secret).toString('base64'),
    Buffer.from(secret).toString('base64url'),
  ];
}

function v2Bearers(): Set<string> {
  return new Set(
    sandbox.calls.flatMap(({ headers }) => /^Bearer (\S{40,})$/.exec(headers.authorization ?? '')?.[1] ?? []),
  );
}

/** Issues tokens, and answers every other request with an error that contains the whole request. */
async function startEchoingTenant(): Promise<Server> {
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      const token = request.url === '/oauth/token' && body.includes('client_credentials');
      const answer = token
        ? {
            access_token: `echo.${randomBytes(30).toString('hex')}`,
            token_type: 'Bearer',
            expires_in: 86_400,
          }
        : {
            statusCode: 400,
            error: 'Bad Request',
            errorCode: 'invalid_body',
            message: `Payload validation error: 'No: ${body}' on property ${request.url ?? ''}`,
          };
      response
        .writeHead(token ? 200 : 400, { 'content-type': 'application/json' })
        .end(JSON.stringify(answer));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
