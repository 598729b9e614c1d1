import type { RandomSource } from '../../src/sandbox/random-source.js';
import type { Tenant } from '../../src/sandbox/tenant.js';
import { mainIdentity } from '../../src/sandbox/user-record.js';

/** One request of a client, and how its answer and its traces are known. */
export interface Errand {
  readonly kind: string;
  readonly token: string;
  readonly method: string;
  readonly path: string;
  readonly body?: object;
  /** What a write leaves in the tenant's ledger, and no other write does; undefined for reads. */
  readonly mark?: string;
  /** What is wrong with a 200; undefined if it is the answer to this very request. */
  readonly flaw?: (text: string) => string | undefined;
  /** After a 200. */
  readonly then?: (text: string) => void;
}

export interface ErrandDeps {
  /** As it is in the beginning. */
  readonly tenant: Tenant;
  /** Of clients that may all do everything. */
  readonly tokens: readonly string[];
  /** A user's own token, by user id. */
  readonly idToken: (userId: string) => string | undefined;
  /** By its name, of one that was made meanwhile. */
  readonly connectionId: (name: string) => string | undefined;
}

type Maker = (random: RandomSource, mark: string) => Errand;

const pool = 40;

/** The mark of a write that says nothing but what it deletes. */
export function deletionMark(path: string): string {
  return `DELETE ${decodeURIComponent(path)}`;
}

/** Keys and values of marks, as they stand in bodies. */
export const markForm = /mark-\d{7}/;

/**
 * A mix of reads and writes. Every write is made once only, changes what no other kind changes, and carries a mark of
 * its own.
 */
export function errandsOf(deps: ErrandDeps): (random: RandomSource) => Errand {
  const makers = [...reads(deps), ...reads(deps), ...userWrites(deps), ...otherWrites(deps)];
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
      ...{ kind: 'list users', token: random.pick(tokens), method: 'GET', path: '/api/users?per_page=5' },
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
    ...{ kind: 'create a user', token: random.pick(tokens), method: 'POST', path: '/api/users', mark },
    body: {
      ...{ connection: 'Username-Password-Authentication', email: `${mark}@chaos.example` },
      ...{ password: 'A-long-Passw0rd', email_verified: true },
    },
    flaw: saysOf('email', `${mark}@chaos.example`),
    then: (text) => doomed.push((JSON.parse(text) as { user_id: string }).user_id),
  });
  return [
    create,
    (random, mark) => {
      const token = random.pick(tokens);
      const where = `${path(random.pick(merged).user_id)}/metadata`;
      return { kind: 'merge metadata', token, method: 'PATCH', path: where, mark, body: { [mark]: true } };
    },
    (random, mark) => {
      const token = random.pick(tokens);
      const where = `${path(random.pick(replaced).user_id)}/metadata`;
      return { kind: 'replace metadata', token, method: 'PUT', path: where, mark, body: { last: mark } };
    },
    (random, mark) => {
      const id = doomed.shift();
      if (id === undefined) return create(random, mark);
      const token = random.pick(tokens);
      const traces = deletionMark(`/api/v2/users/${id}`);
      return { kind: 'delete a user', token, method: 'DELETE', path: path(id), mark: traces };
    },
    (random, mark) => {
      const where = `${path(random.pick(able).user_id)}/change_password_ticket`;
      const body = { resultUrl: `https://chaos.example/${mark}` };
      const token = random.pick(tokens);
      return { kind: 'make a ticket', token, method: 'POST', path: where, mark, body };
    },
  ];
}

function otherWrites({ tenant, tokens, connectionId }: ErrandDeps): Maker[] {
  const kept = tenant.connections.all().filter(({ strategy }) => strategy === 'samlp' || strategy === 'adfs');
  const rules = tenant.rules.all().map(({ name }) => encodeURIComponent(name));
  const doomed: string[] = [];
  const create: Maker = (random, mark) => ({
    ...{ kind: 'create a connection', token: random.pick(tokens), method: 'POST', path: '/api/connections' },
    ...{ body: { name: mark, strategy: 'auth0' }, mark, flaw: saysOf('name', mark) },
    then: () => doomed.push(mark),
  });
  return [
    (random, mark) => {
      const path = `/api/connections/${random.pick(kept).name}`;
      const body = { options: { note: mark } };
      return { kind: 'change a connection', token: random.pick(tokens), method: 'PUT', path, mark, body };
    },
    (random, mark) => {
      const path = `/api/rules/${random.pick(rules)}`;
      const body = { script: `function (user, context, callback) { callback(null, user, '${mark}'); }` };
      return { kind: 'change a rule', token: random.pick(tokens), method: 'PUT', path, mark, body };
    },
    (random, mark) => {
      const name = doomed.shift();
      const id = name === undefined ? undefined : connectionId(name);
      if (name === undefined || id === undefined) return create(random, mark);
      const path = `/api/connections/${name}`;
      const traces = deletionMark(`/api/v2/connections/${id}`);
      const token = random.pick(tokens);
      return { kind: 'delete a connection', token, method: 'DELETE', path, mark: traces };
    },
  ];
}

function saysOf(key: string, value: string): (text: string) => string | undefined {
  return (text) => {
    const got = (JSON.parse(text) as Record<string, unknown>)[key];
    return got === value ? undefined : `${key} is ${String(got)} and not ${value}`;
  };
}
