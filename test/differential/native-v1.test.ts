import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { V1User } from '../../src/sandbox/v1-face/v1-store.js';
import { openNativeV1Stage, type NativeV1Stage } from './native-v1-stage.js';
import { tenantAsks } from './native-v1-tenant-asks.js';
import type { Kind } from './native-v1-difference.js';
import { Turn, type Ask, type Twin } from './native-v1-turn.js';
import { noteUser, userAsks, type Next } from './native-v1-user-asks.js';

const runs = 200;
const longest = 50;

let stage: NativeV1Stage;
let turns = 0;
/** How often each loss was needed to explain a difference. */
let explained: Map<string, number>;

beforeAll(async () => {
  stage = await openNativeV1Stage();
});
afterAll(() => stage.close());

beforeEach(() => {
  explained = new Map();
});

function freshTurn(): Turn {
  stage.reset();
  turns += 1;
  return new Turn(stage, turns, explained);
}

/** One request to both sides. */
class Command implements fc.AsyncCommand<object, Turn> {
  #asked = '(not asked)';

  constructor(private readonly next: Next) {}

  check(): boolean {
    return true;
  }

  async run(_: object, turn: Turn): Promise<void> {
    const ask = this.next(turn);
    this.#asked = turn.describe(ask);
    await turn.both(ask);
  }

  toString(): string {
    return `\n  ${this.#asked}`;
  }
}

const sequences = fc.commands(
  [userAsks.map((next) => new Command(next)), tenantAsks.map((next) => new Command(next))],
  { maxCommands: longest, size: 'max' },
);

test('for any sequence of v1 requests holdover over v2 answers as a native v1 over an equal store, or reports the loss that explains the difference', async () => {
  await fc.assert(
    fc.asyncProperty(sequences, async (sequence) => {
      const turn = freshTurn();
      await fc.asyncModelRun(() => ({ model: {}, real: turn }), sequence);
      turn.compareMails();
    }),
    // The limit is below jest's own, so that jest still reports the failure, however long fast-check shrinks it.
    { numRuns: runs, interruptAfterTimeLimit: 240_000, markInterruptAsFailure: true },
  );
  const needed = ['v1-id', 'email-case', 'empty-field', 'null-option', 'one-for-all', 'provisioning-ticket'];
  const ofClients = ['private-key', 'secret-encoding', 'secret-default', 'callback-space'];
  expect([...explained.keys()]).toEqual(
    expect.arrayContaining([...needed, ...ofClients, 'refused: conflict']),
  );
}, 300_000);

describe('an unexplained difference is reported when v1', () => {
  const identity = { connection: 'Username-Password-Authentication', email: 'a@example.com' };
  let turn: Turn;
  /** The id of the only user. */
  let id: Twin;

  beforeEach(async () => {
    turn = freshTurn();
    await turn.both({
      who: 'app',
      method: 'POST',
      path: '/api/users',
      body: { ...identity, password: 'Right-Passw0rd', a: { b: null } },
      kind: 'user',
      learn: (idIn) => {
        id = idIn('user_id');
        noteUser(turn, { id, own: idIn('_id') }, identity);
      },
    });
  });

  function get(below: string, kind: Kind): Ask {
    return { who: 'app', method: 'GET', path: (side) => `/api/users/${id[side]}${below}`, kind };
  }
  const read = get('', 'user');
  const metadata = get('/metadata', 'metadata');
  const list: Ask = { who: 'app', method: 'GET', path: '/api/users?per_page=1', kind: 'user', whole: true };

  function theUser(): V1User {
    const user = stage.store.users.get(id.native);
    if (user === undefined) throw new Error('v1 has no user.');
    return user;
  }

  test.each<[string, Ask, (user: V1User) => Partial<V1User>]>([
    ['has a null that holdover has not', metadata, () => ({ metadata: { a: { b: null }, c: null } })],
    ['has none that holdover has', metadata, () => ({ metadata: { a: {} } })],
    ['has another type', read, () => ({ metadata: { a: { b: 'null' } } })],
    ['has another address', read, ({ profile }) => ({ profile: { ...profile, email: 'b@example.com' } })],
    [
      'has the address in capitals, which nobody sent',
      read,
      ({ profile }) => ({ profile: { ...profile, email: 'A@example.com' } }),
    ],
    ['knows that it is verified', read, ({ profile }) => ({ profile: { ...profile, email_verified: true } })],
    ['has blocked the user', read, () => ({ account: { blocked: true } })],
    ['has no identity', read, () => ({ identities: [] })],
    ['has another user in the list', list, () => ({ user_id: 'auth0|other' })],
  ])('%s', async (_, ask, change) => {
    await turn.both(ask);
    const user = theUser();
    stage.store.users.set(id.native, { ...user, ...change(user) });
    await expect(turn.both(ask)).rejects.toThrow(/^app: GET [^]*\nv1 .*\nholdover .*\nlosses told:/);
  });

  test('has one page more', async () => {
    await turn.both(list);
    stage.store.users.set('auth0|2', { ...theUser(), user_id: 'auth0|2' });
    await expect(turn.both(list)).rejects.toThrow(/auth0\|2/);
  });

  test('has another status', async () => {
    stage.store.users.clear();
    await expect(turn.both(read)).rejects.toThrow(/v1 404 user not found/);
  });

  test('has sent another mail', () => {
    turn.compareMails();
    stage.store.mails.splice(0);
    expect(() => {
      turn.compareMails();
    }).toThrow(/^Mails of v1: ; of v2: verification_email to user#0$/);
  });
});
