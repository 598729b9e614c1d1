import { beforeEach, describe, expect, test } from '@jest/globals';
import { GatewayError } from '../../../src/errors/gateway-error.js';
import type { Note, NoteKeeper, SharedState } from '../../../src/state/shared-state.js';
import type { LegacyClient } from '../../../src/tokens/legacy-client.js';
import { Revocations } from '../../../src/tokens/revocations.js';
import { generateTokenKey, parseTokenKeys } from '../../../src/tokens/token-keys.js';
import { createTokens, type OperatedTokens, type TokensOptions } from '../../../src/tokens/tokens.js';
import { Clock, FakeExchange } from './fake-exchange.js';

const keys = parseTokenKeys(generateTokenKey());
const target = '/api/users?page=1';
const clients: LegacyClient[] = ['shop', 'admin'].map((clientId) => ({
  clientId,
  clientSecret: 'canary-secret',
  kind: 'app',
}));

const service = { clientId: 'service', clientSecret: 'canary-service-secret' };

let clock: Clock;

beforeEach(() => {
  clock = new Clock();
});

function tokensWith(options: Partial<TokensOptions> = {}): OperatedTokens {
  return createTokens({
    keys: () => keys,
    ttlS: 86_400,
    linkTtlS: 300,
    issuer: 'https://tenant.test',
    audience: 'https://tenant.test/api/v2/',
    idTokens: { issuers: [], readKeySet: () => Promise.reject(new Error('not asked')) },
    clients: () => clients,
    service: () => service,
    exchange: new FakeExchange().exchange,
    now: clock.now,
    ...options,
  });
}

async function tokenOf(tokens: OperatedTokens, clientId = 'shop'): Promise<string> {
  return (await tokens.issue({ clientId, clientSecret: 'canary-secret' })).access_token;
}

async function linkOf(tokens: OperatedTokens, token: string): Promise<string> {
  return tokens.sealLink(await tokens.open(token), target);
}

/** The outcome of opening: `open`, or the code of the refusal. */
async function stateOf(opening: Promise<unknown>): Promise<string> {
  try {
    await opening;
    return 'open';
  } catch (error) {
    if (error instanceof GatewayError) return error.code;
    throw error;
  }
}

describe('a revoked client', () => {
  test('is refused at once with every token it has, even one opened before, and other clients are not', async () => {
    const tokens = tokensWith();
    const [shop, admin] = [await tokenOf(tokens), await tokenOf(tokens, 'admin')];
    await tokens.open(shop);
    await tokens.revoke({ client_id: 'shop' });
    expect(await stateOf(tokens.open(shop))).toBe('token-invalid');
    expect(await stateOf(tokens.open(admin))).toBe('open');
  });

  test('can get a new token, which is valid even in the same second', async () => {
    const tokens = tokensWith();
    await tokens.revoke({ client_id: 'shop' });
    const token = await tokenOf(tokens);
    expect(await stateOf(tokens.open(token))).toBe('open');
    clock.pass(86_399);
    expect(await stateOf(tokens.open(token))).toBe('open');
    clock.pass(1);
    expect(await stateOf(tokens.open(token))).toBe('token-expired');
  });

  test('that is revoked twice in one second loses the tokens issued in between', async () => {
    const tokens = tokensWith();
    await tokens.revoke({ client_id: 'shop' });
    const between = await tokenOf(tokens);
    await tokens.revoke({ client_id: 'shop' });
    expect(await stateOf(tokens.open(between))).toBe('token-invalid');
    expect(await stateOf(tokens.open(await tokenOf(tokens)))).toBe('open');
  });
});

describe('a revoked token', () => {
  test('is refused, by itself or by its id, and other tokens of the same client are not', async () => {
    const tokens = tokensWith();
    const [one, other, third] = [await tokenOf(tokens), await tokenOf(tokens), await tokenOf(tokens)];
    const { revocation } = await tokens.revoke({ token: one });
    expect(JSON.stringify(revocation)).not.toContain(one);
    const id = (await tokens.open(other)).session?.().token?.id ?? '';
    await tokens.revoke({ token_id: id });
    expect(await stateOf(tokens.open(one))).toBe('token-invalid');
    expect(await stateOf(tokens.open(other))).toBe('token-invalid');
    expect(await stateOf(tokens.open(third))).toBe('open');
  });

  test('invalidates its links and the links made from them; revoking a link revokes its token', async () => {
    const tokens = tokensWith();
    const [one, other] = [await tokenOf(tokens), await tokenOf(tokens)];
    const link = await linkOf(tokens, one);
    const next = await tokens.sealLink(await tokens.openLink(link, target), target);
    const foreign = await linkOf(tokens, other);
    await tokens.revoke({ token: link });
    expect(await stateOf(tokens.open(one))).toBe('token-invalid');
    expect(await stateOf(tokens.openLink(link, target))).toBe('link-invalid');
    expect(await stateOf(tokens.openLink(next, target))).toBe('link-invalid');
    expect(await stateOf(tokens.openLink(foreign, target))).toBe('open');
  });

  test('can be an expired one, whose links are valid until the revocation', async () => {
    const tokens = tokensWith();
    const token = await tokenOf(tokens);
    clock.pass(86_399);
    const link = await linkOf(tokens, token);
    clock.pass(1);
    expect(await stateOf(tokens.openLink(link, target))).toBe('open');
    await tokens.revoke({ token });
    expect(await stateOf(tokens.openLink(link, target))).toBe('link-invalid');
  });

  test('invalidates a link that a request under way seals after the revocation', async () => {
    const tokens = tokensWith();
    const token = await tokenOf(tokens);
    const caller = await tokens.open(token);
    await tokens.revoke({ client_id: 'shop' });
    expect(await stateOf(tokens.openLink(await tokens.sealLink(caller, target), target))).toBe(
      'link-invalid',
    );
  });

  test.each([
    ['nothing', ''],
    ['a JWT', 'eyJhbGciOiJub25lIn0.e30.'],
  ])('must be one of this gateway: %s is invalid input', async (_what, token) => {
    expect(await stateOf(tokensWith().revoke({ token }))).toBe('input-invalid');
  });

  test('of another tenant with the same key is invalid input', async () => {
    const token = await tokenOf(tokensWith({ issuer: 'https://other.test' }));
    expect(await stateOf(tokensWith().revoke({ token }))).toBe('input-invalid');
  });
});

describe('revoking all tokens', () => {
  test('refuses earlier tokens and links, and accepts later ones', async () => {
    const tokens = tokensWith();
    const token = await tokenOf(tokens, 'admin');
    const link = await linkOf(tokens, token);
    await tokens.revoke({ all: true });
    expect(await stateOf(tokens.open(token))).toBe('token-invalid');
    expect(await stateOf(tokens.openLink(link, target))).toBe('link-invalid');
    expect(await stateOf(tokens.open(await tokenOf(tokens, 'admin')))).toBe('open');
  });

  test('covers a token of a replica whose clock is a minute ahead', async () => {
    const ahead = await tokenOf(tokensWith({ now: () => clock.now() + 60_000 }));
    const tokens = tokensWith();
    expect(await stateOf(tokens.open(ahead))).toBe('open');
    await tokens.revoke({ all: true });
    expect(await stateOf(tokens.open(ahead))).toBe('token-invalid');
  });

  test('replaces all earlier revocations', async () => {
    const tokens = tokensWith();
    await tokens.revoke({ client_id: 'shop' });
    await tokens.revoke({ token: await tokenOf(tokens, 'admin') });
    await tokens.revoke({ all: true });
    await tokens.revoke({ client_id: 'admin' });
    expect(tokens.revocations().map(({ subject }) => subject)).toEqual([
      { all: true },
      { client_id: 'admin' },
    ]);
  });
});

test('a token of a replica whose clock is an hour ahead is accepted: only a replica can have sealed it', async () => {
  const token = await tokenOf(tokensWith({ now: () => clock.now() + 3_600_000 }));
  expect(await stateOf(tokensWith().open(token))).toBe('open');
});

describe('the list of revocations', () => {
  test('drops a token once its links and tickets are expired, a client once no token lives that long', async () => {
    const tokens = tokensWith();
    await tokens.revoke({ client_id: 'shop' });
    await tokens.revoke({ token: await tokenOf(tokens, 'admin') });
    clock.pass(431_999);
    expect(tokens.revocations()).toHaveLength(2);
    clock.pass(1);
    expect(tokens.revocations().map(({ subject }) => subject)).toEqual([{ client_id: 'shop' }]);
    clock.pass(366 * 86_400);
    expect(tokens.revocations()).toEqual([]);
  });

  test('is bounded: a revocation beyond the limit fails with an error, and revoking all makes room', async () => {
    const revocations = new Revocations({ state: new Hub().replica(), now: clock.now, most: 2 });
    await revocations.add({ client_id: 'a' });
    await revocations.add({ client_id: 'b' });
    await revocations.add({ client_id: 'b' });
    await expect(revocations.add({ client_id: 'c' })).rejects.toMatchObject({ code: 'input-invalid' });
    expect(revocations.covers({ sub: 'c', iat: 0, jti: 'j' })).toBe(false);
    await revocations.add({ all: true });
    await revocations.add({ client_id: 'c' });
    expect(revocations.list()).toHaveLength(2);
  });
});

/** A store between replicas, without a network. */
class Hub {
  readonly notes: Note[] = [];
  readonly keepers: NoteKeeper[] = [];
  isAway = false;

  replica(): Pick<SharedState, 'share'> {
    return {
      share: (_name, keeper) => {
        this.keepers.push(keeper);
        return (note) => {
          if (this.isAway) return Promise.resolve('here-for-now');
          this.notes.push(note);
          for (const each of this.keepers) each.learn([note]);
          return Promise.resolve('everywhere');
        };
      },
    };
  }

  /** Does what every replica does when the store is back. */
  comeBack(): void {
    this.isAway = false;
    for (const keeper of this.keepers) this.notes.push(...keeper.known());
    for (const keeper of this.keepers) keeper.learn(this.notes);
  }
}

describe('two replicas', () => {
  test('both refuse what one of them has revoked', async () => {
    const hub = new Hub();
    const [one, other] = [tokensWith({ state: hub.replica() }), tokensWith({ state: hub.replica() })];
    const token = await tokenOf(one);
    expect(await stateOf(other.open(token))).toBe('open');
    expect((await one.revoke({ token })).reach).toBe('everywhere');
    expect(await stateOf(other.open(token))).toBe('token-invalid');
    expect(await stateOf(other.open(await tokenOf(one)))).toBe('open');
  });

  test('agree once the store is back, whichever replica revoked what, and however often it is told', async () => {
    const hub = new Hub();
    const [one, other] = [tokensWith({ state: hub.replica() }), tokensWith({ state: hub.replica() })];
    const [shop, admin] = [await tokenOf(one), await tokenOf(other, 'admin')];
    hub.isAway = true;
    expect((await one.revoke({ client_id: 'shop' })).reach).toBe('here-for-now');
    await other.revoke({ token: admin });
    expect(await stateOf(one.open(shop))).toBe('token-invalid');
    expect(await stateOf(other.open(shop))).toBe('open');
    hub.comeBack();
    hub.comeBack();
    for (const replica of [one, other]) {
      expect(await stateOf(replica.open(shop))).toBe('token-invalid');
      expect(await stateOf(replica.open(admin))).toBe('token-invalid');
      expect(replica.revocations()).toHaveLength(2);
    }
  });

  test('ignore what the store holds other than revocations', async () => {
    const hub = new Hub();
    const tokens = tokensWith({ state: hub.replica() });
    const token = await tokenOf(tokens);
    const until = clock.now() + 60_000;
    for (const text of ['', 'null', '{}', '{"all":true}', '{"all":false,"at":1}', '{"client_id":7,"at":1}']) {
      hub.keepers[0]?.learn([{ text, until }]);
    }
    hub.keepers[0]?.learn([
      { text: '{"all":true,"at":8.7e12}', until },
      { text: '{"all":true,"at":1}', until: 8.7e15 },
    ]);
    expect(tokens.revocations()).toEqual([]);
    expect(await stateOf(tokens.open(token))).toBe('open');
  });
});
