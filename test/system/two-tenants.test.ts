import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Agent, request } from 'node:http';
import { demoClients } from '../../src/sandbox/demo/demo-tenant.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { generateTokenKey } from '../../src/tokens/token-keys.js';
import { inParallel } from '../support/fuzz-run.js';
import { startHoldover, type RunningHoldover } from '../support/running-holdover.js';
import { v1Token } from '../support/v1-token.js';

/** A tenant that identifies itself in all of its answers, and the holdover before it. */
interface Side {
  readonly name: 'left' | 'right';
  readonly sandbox: Sandbox;
  readonly holdover: RunningHoldover;
  readonly token: string;
}

const connection = 'globex-saml';
const agent = new Agent({ keepAlive: true });
const sides: Side[] = [];

beforeAll(async () => {
  const key = generateTokenKey();
  sides.push(...(await Promise.all([openSide('left', key), openSide('right', key)])));
});

afterAll(async () => {
  agent.destroy();
  await Promise.all(sides.map(({ holdover }) => holdover.stop()));
  await Promise.all(sides.map(({ sandbox }) => sandbox.close()));
});

async function openSide(name: Side['name'], key: string): Promise<Side> {
  // Seeded: the ids, names and secrets of both are the same.
  const sandbox = await startSandbox({ seedUsers: 40 });
  const { users, connections } = sandbox.tenant;
  for (const user of users.all()) users.put({ ...user, app_metadata: { of: name } });
  const shown = connections.byName(connection);
  if (shown === undefined) throw new Error(`There is no ${connection}.`);
  connections.put({ ...shown, body: { ...shown.body, options: { of: name } } });
  const holdover = await startHoldover({ HOLDOVER_UPSTREAM_URL: sandbox.url, HOLDOVER_TOKEN_KEY: key });
  return { name, sandbox, holdover, token: await v1Token(holdover.http, demoClients.app) };
}

interface Asking {
  readonly to: Side;
  readonly with: Side;
  /** `METHOD /path` */
  readonly line: string;
  readonly body?: string;
}

function ask({ to, with: { token }, line, body = '' }: Asking): Promise<{ status: number; text: string }> {
  const [method = '', path = ''] = line.split(' ');
  const headers = {
    authorization: `Bearer ${token}`,
    ...(body === '' ? {} : { 'content-type': 'application/json', 'content-length': body.length }),
  };
  return new Promise((resolve, reject) => {
    request(to.holdover.http + path, { method, headers, agent }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      answer.on('end', () => {
        resolve({ status: answer.statusCode ?? 0, text });
      });
    })
      .on('error', reject)
      .end(body);
  });
}

test('10,000 requests to two tenants with the same names and ids, in turns, get nothing of the other tenant', async () => {
  const [left, right] = sides as [Side, Side];
  const ids = left.sandbox.tenant.users.all().map(({ user_id: id }) => encodeURIComponent(id));
  expect(right.sandbox.tenant.users.all().map(({ user_id: id }) => encodeURIComponent(id))).toEqual(ids);
  const wrong: string[] = [];
  await inParallel(
    Array.from({ length: 10_000 }, (_, at) => at),
    24,
    async (at) => {
      const [to, other] = at % 2 === 0 ? [left, right] : [right, left];
      const user = `/api/users/${ids[at % ids.length] ?? ''}`;
      const kind = at % 7;
      const isForeign = at % 50 < 2;
      const line =
        kind === 0 ? `PATCH ${user}/metadata` : `GET ${kind < 4 ? user : `/api/connections/${connection}`}`;
      const body = kind === 0 ? { body: JSON.stringify({ by: to.name }) } : {};
      const { status, text } = await ask({ to, with: isForeign ? other : to, line, ...body });
      const isRight = isForeign
        ? status === 401
        : status === 200 && (kind === 0 || text.includes(`"of":"${to.name}"`));
      if (!isRight || text.includes(`"${other.name}"`)) wrong.push(`${to.name}: ${line}: ${status} ${text}`);
    },
  );
  expect(wrong).toEqual([]);
  for (const { name, sandbox } of sides) {
    const by = new Set(sandbox.tenant.users.all().map((user) => user.app_metadata?.['by']));
    by.delete(undefined);
    expect([...by]).toEqual([name]);
  }
}, 120_000);
