import type { RandomSource } from '../../src/sandbox/random-source.js';
import type { Tenant } from '../../src/sandbox/tenant.js';
import { mainIdentity } from '../../src/sandbox/users/user-record.js';

/** One of the v2 writes of a request. */
export interface Write {
  /** A trace in the tenant's ledger that only this write leaves. */
  readonly mark: string;
  /** holdover's name of the write in a half-done answer; absent for a single write, which has no such answer. */
  readonly part?: string;
}

/** One request of a client, with the ways to recognize its answer and its traces. */
export interface Errand {
  readonly kind: string;
  readonly token: string;
  readonly method: string;
  readonly path: string;
  readonly body?: object;
  /** In their order; absent for reads. */
  readonly writes?: readonly Write[];
  /** What is wrong with a 200; undefined if it is the answer to this very request. */
  readonly flaw?: (text: string) => string | undefined;
  /** Called after a 200. */
  readonly then?: (text: string) => void;
}

export interface ErrandDeps {
  /** The tenant in its initial state. */
  readonly tenant: Tenant;
  /** Tokens of clients that may all do everything. */
  readonly tokens: readonly string[];
  /** A user's own token, by user id. */
  readonly idToken: (userId: string) => string | undefined;
  /** The id of a connection by name, for one that was created during the run. */
  readonly connectionId: (name: string) => string | undefined;
}

type Maker = (random: RandomSource, mark: string) => Errand;

const pool = 40;

/** The mark of a write whose body carries none, made of method and path: no other write may have the same. */
export function pathMark(method: string, path: string): string {
  return `${method} ${decodeURIComponent(path)}`;
}

/** The form of marks in bodies, as keys and as values. */
export const markForm = /mark-\d{7}/;

/**
 * A mix of reads and writes. Every write is made only once, changes what no other kind changes, and carries its own
 * marks.
 */
export function errandsOf(deps: ErrandDeps): (random: RandomSource) => Errand {
  const makers = [
    ...[...reads(deps), ...reads(deps), ...userWrites(deps), ...ruleWrites(deps)],
    ...connectionWrites(deps),
  ];
  let count = 0;
  return (random) => {
    count += 1;
    return random.pick(makers)(random, `mark-${String(count).padStart(7, '0')}`);
  };
}

function reads({ tenant, tokens, idToken }: ErrandDeps): Maker[] {
  const users = tenant.users.all().slice(0, pool);
  const connections = tenant.connections.all().map(({ name }) => name);
  const path = (id: string): string => `/api/users/${encodeURIComponent(id)}`;
  return [
    (random) => {
      const { user_id: id } = random.pick(users);
      const token = random.pick(tokens);
      return { kind: 'read a user', token, method: 'GET', path: path(id), flaw: saysOf('user_id', id) };
    },
    (random) => {
      const { user_id: id } = random.pick(users);
      const token = idToken(id) ?? random.pick(tokens);
      return { kind: 'read oneself', token, method: 'GET', path: path(id), flaw: saysOf('user_id', id) };
    },
    (random) => {
      const name = random.pick(connections);
      const token = random.pick(tokens);
      const where = `/api/connections/${name}`;
      return { kind: 'read a connection', token, method: 'GET', path: where, flaw: saysOf('name', name) };
    },
    (random) => ({
      kind: 'list users',
      token: random.pick(tokens),
      method: 'GET',
      path: '/api/users?per_page=5',
      flaw: (text) => (Array.isArray(JSON.parse(text)) ? undefined : 'is no list'),
    }),
  ];
}

function userWrites({ tenant, tokens }: ErrandDeps): Maker[] {
  const users = tenant.users.all().filter((user) => user.identities.length === 1);
  const [merged, replaced] = [users.slice(pool, 2 * pool), users.slice(2 * pool, 3 * pool)];
  const able = users.slice(0, pool).filter((user) => mainIdentity(user).provider === 'auth0');
  const doomed = users.slice(3 * pool).map(({ user_id }) => user_id);
  const path = (id: string): string => `/api/users/${encodeURIComponent(id)}`;
  const create: Maker = (random, mark) => ({
    kind: 'create a user',
    token: random.pick(tokens),
    method: 'POST',
    path: '/api/users',
    writes: [{ mark }],
    body: {
      connection: 'Username-Password-Authentication',
      email: `${mark}@chaos.example`,
      password: 'A-long-Passw0rd',
      email_verified: true,
    },
    flaw: saysOf('email', `${mark}@chaos.example`),
    then: (text) => doomed.push((JSON.parse(text) as { user_id: string }).user_id),
  });
  return [
    create,
    (random, mark) => {
      const token = random.pick(tokens);
      const where = `${path(random.pick(merged).user_id)}/metadata`;
      const body = { [mark]: true };
      return { kind: 'merge metadata', token, method: 'PATCH', path: where, writes: [{ mark }], body };
    },
    (random, mark) => {
      const token = random.pick(tokens);
      const where = `${path(random.pick(replaced).user_id)}/metadata`;
      const body = { last: mark };
      return { kind: 'replace metadata', token, method: 'PUT', path: where, writes: [{ mark }], body };
    },
    (random, mark) => {
      const id = doomed.shift();
      if (id === undefined) return create(random, mark);
      const token = random.pick(tokens);
      const writes = [{ mark: pathMark('DELETE', `/api/v2/users/${id}`) }];
      return { kind: 'delete a user', token, method: 'DELETE', path: path(id), writes };
    },
    (random, mark) => {
      const where = `${path(random.pick(able).user_id)}/change_password_ticket`;
      const body = { resultUrl: `https://chaos.example/${mark}` };
      const token = random.pick(tokens);
      return { kind: 'make a ticket', token, method: 'POST', path: where, writes: [{ mark }], body };
    },
  ];
}

function ruleWrites({ tenant, tokens }: ErrandDeps): Maker[] {
  const rules = tenant.rules.all().map(({ name }) => encodeURIComponent(name));
  return [
    (random, mark) => {
      const path = `/api/rules/${random.pick(rules)}`;
      const body = { script: `function (user, context, callback) { callback(null, user, '${mark}'); }` };
      const writes = [{ mark }];
      return { kind: 'change a rule', token: random.pick(tokens), method: 'PUT', path, writes, body };
    },
  ];
}

/** A connection that a client has created, and nobody has changed since. */
interface NewConnection {
  readonly name: string;
  /** The token of the client that created it. */
  readonly token: string;
  /** Whether it is enabled for that client. */
  readonly status: boolean;
}

function connectionWrites({ tenant, tokens, connectionId }: ErrandDeps): Maker[] {
  const kept = tenant.connections.all().filter(({ strategy }) => strategy === 'samlp' || strategy === 'adfs');
  const made: NewConnection[] = [];
  const create: Maker = (random, mark) => {
    const token = random.pick(tokens);
    const status = random.next() < 0.5;
    return {
      kind: 'create a connection',
      token,
      method: 'POST',
      path: '/api/connections',
      body: { name: mark, strategy: 'auth0', status },
      writes: [{ mark }],
      flaw: saysOf('name', mark),
      then: () => made.push({ name: mark, token, status }),
    };
  };
  /** Takes a connection for this errand alone; creates one where there is none. */
  const once =
    (errand: (connection: NewConnection, id: string, mark: string) => Errand): Maker =>
    (random, mark) => {
      const connection = made.shift();
      const id = connection && connectionId(connection.name);
      return id === undefined ? create(random, mark) : errand(connection as NewConnection, id, mark);
    };
  return [
    (random, mark) => {
      const path = `/api/connections/${random.pick(kept).name}`;
      const body = { options: { note: mark } };
      const writes = [{ mark }];
      return { kind: 'change a connection', token: random.pick(tokens), method: 'PUT', path, writes, body };
    },
    // Twice, because few of them fail between their two writes.
    ...[once(switchOver), once(switchOver)],
    once(({ name, token }, id) => ({
      kind: 'delete a connection',
      token,
      method: 'DELETE',
      path: `/api/connections/${name}`,
      writes: [{ mark: pathMark('DELETE', `/api/v2/connections/${id}`) }],
    })),
  ];
}

/** New options and the opposite status: two writes, with disabling before the options and enabling after them. */
function switchOver({ name, token, status }: NewConnection, id: string, mark: string): Errand {
  const clients = pathMark('PATCH', `/api/v2/connections/${id}/clients`);
  const options = { mark, part: 'its options' };
  return {
    kind: 'switch a connection',
    token,
    method: 'PUT',
    path: `/api/connections/${name}`,
    body: { options: { note: mark }, status: !status },
    writes: status
      ? [{ mark: clients, part: 'the clients it is off for' }, options]
      : [options, { mark: clients, part: 'the clients it is on for' }],
    flaw: saysOf('status', !status),
  };
}

function saysOf(key: string, value: string | boolean): (text: string) => string | undefined {
  return (text) => {
    const got = (JSON.parse(text) as Record<string, unknown>)[key];
    return got === value ? undefined : `${key} is ${String(got)} and not ${value}`;
  };
}
