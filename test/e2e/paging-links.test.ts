import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { demoClients } from '../../src/sandbox/demo/demo-tenant.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { generateTokenKey } from '../../src/tokens/token-keys.js';
import { startHoldover, type RunningHoldover } from '../support/running-holdover.js';
import { v1Token } from '../support/v1-token.js';

const key = generateTokenKey();
let sandboxes: Sandbox[];
let gateways: RunningHoldover[];
let link: URL;

/** One gateway with links of an hour, one with links of a second, and one before another tenant; all with one key. */
beforeAll(async () => {
  sandboxes = [await startSandbox({ seedUsers: 60 }), await startSandbox({ seedUsers: 60 })];
  const start = (tenant: number, ttlS: string) =>
    startHoldover({
      HOLDOVER_UPSTREAM_URL: sandboxes[tenant]?.url ?? '',
      HOLDOVER_TOKEN_KEY: key,
      HOLDOVER_LINK_TTL_S: ttlS,
    });
  gateways = await Promise.all([start(0, '3600'), start(0, '1'), start(1, '3600')]);
  link = await linkOf(0, '/api/users?per_page=7&search=email_verified:true');
});

afterAll(async () => {
  await Promise.all(gateways.map((gateway) => gateway.stop()));
  await Promise.all(sandboxes.map((sandbox) => sandbox.close()));
});

async function linkOf(gateway: number, target: string): Promise<URL> {
  const base = gateways[gateway]?.http ?? '';
  const token = await v1Token(base, demoClients.app);
  const answer = await fetch(`${base}${target}`, { headers: { authorization: `Bearer ${token}` } });
  return new URL(/^<([^,>]*)>; rel="next"$/.exec(answer.headers.get('link') ?? '')?.[1] ?? '');
}

function at(gateway: number, { pathname, search }: URL): string {
  return `${gateways[gateway]?.http ?? ''}${pathname}${search}`;
}

async function refusalOf(url: string): Promise<unknown> {
  const answer = await fetch(url);
  const { code, message } = (await answer.json()) as { code: string; message: string };
  return { status: answer.status, code, message };
}

const refused = {
  status: 401,
  code: 'invalid_token',
  message: 'This paging link is not valid: start again from the first page.',
};

describe('a paging link', () => {
  test('leads from page to page without a token and keeps the filter; no page comes twice', async () => {
    const seen: string[] = [];
    let next: URL | undefined = link;
    while (next !== undefined) {
      const answer = await fetch(at(0, next));
      expect(answer.status).toBe(200);
      const users = (await answer.json()) as { user_id: string; email_verified: boolean }[];
      expect(users.every(({ email_verified }) => email_verified)).toBe(true);
      seen.push(...users.map(({ user_id }) => user_id));
      const header = answer.headers.get('link');
      next = header === null ? undefined : new URL(/<(.*)>/.exec(header)?.[1] ?? '');
    }
    const verified = sandboxes[0]?.tenant.users
      .all()
      .filter(({ profile }) => profile['email_verified'] === true);
    expect(seen.length).toBe((verified?.length ?? 0) - 7);
    expect(new Set(seen).size).toBe(seen.length);
  });

  test('does not disclose where the page begins', () => {
    expect(decodeURIComponent(link.href)).not.toContain('|');
    const parts = (link.searchParams.get('bewit') ?? '').split('.');
    expect(parts.map((part) => Buffer.from(part, 'base64url').toString()).join()).not.toContain('auth0|');
  });

  test('leads to the same page with a token as well, as node follows those of the log', async () => {
    const token = await v1Token(gateways[0]?.http ?? '', demoClients.app);
    const [bare, withToken] = await Promise.all([
      fetch(at(0, link)),
      fetch(at(0, link), { headers: { authorization: `Bearer ${token}` } }),
    ]);
    expect(await withToken.json()).toEqual(await bare.json());
  });

  test('is refused with another filter, page, size or path', async () => {
    const changes: ((url: URL) => void)[] = [
      (url) => {
        url.searchParams.set('search', 'email_verified:false');
      },
      (url) => {
        url.searchParams.delete('search');
      },
      (url) => {
        url.searchParams.set('page', '2');
      },
      (url) => {
        url.searchParams.set('per_page', '500');
      },
      (url) => (url.pathname = '/api/socialconnections/users'),
    ];
    for (const change of changes) {
      const changed = new URL(link);
      change(changed);
      expect(await refusalOf(at(0, changed))).toEqual(refused);
    }
  });

  test('is refused with any character of its seal changed', async () => {
    const seal = link.searchParams.get('bewit') ?? '';
    for (let n = 0; n < seal.length; n += 13) {
      const changed = new URL(link);
      changed.searchParams.set(
        'bewit',
        `${seal.slice(0, n)}${seal[n] === 'A' ? 'B' : 'A'}${seal.slice(n + 1)}`,
      );
      expect(await refusalOf(at(0, changed))).toEqual(refused);
    }
  });

  test('is refused at another tenant, though its gateway has the same key', async () => {
    expect(await refusalOf(at(2, link))).toEqual(refused);
  });

  test('is refused after its expiry, with a sentence that says what to do', async () => {
    const short = await linkOf(1, '/api/users?per_page=7');
    let answer = await fetch(at(1, short));
    expect(answer.status).toBe(200);
    while (answer.status === 200) answer = await fetch(at(1, short));
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({
      code: 'invalid_token',
      message: 'This paging link has expired: start again from the first page.',
    });
  });
});
