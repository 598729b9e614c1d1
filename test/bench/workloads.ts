import { answerByHand } from './contenders/by-hand.js';
import type { LoadRequest } from './load/request-text.js';
import type { ContenderName } from './start-contender.js';
import { canned, connectionClients, connections, streamBytes } from './stub/answers.js';

export interface Workload {
  readonly title: string;
  /**
   * The target of the n-th connection. Each has another, but for `same-user`, because equal concurrent reads are one
   * call to the tenant, and changes of one user are made one after another.
   */
  readonly request: (n: number) => LoadRequest;
  readonly connections: number;
  /**
   * At random moments: at half the rate that holdover reaches with all connections, or at the rate that keeps half of
   * its core busy; otherwise as fast as possible.
   */
  readonly pace?: 'half-as-often' | 'half-busy';
  readonly contenders: readonly ContenderName[];
  /** The expected answer of contenders that translate; a number is a length. */
  readonly translated: unknown;
  /** The expected answer of contenders that pass through. */
  readonly passedOn?: unknown;
  readonly goals: readonly Goal[];
}

/** A ratio of medians of one run: holdover's divided by that of `than`. */
export interface Goal {
  readonly figure: 'perSecond' | 'p50' | 'p99';
  readonly than: ContenderName;
  readonly atLeast?: number;
  readonly atMost?: number;
}

const user = text(canned.user.body);
const [shown] = connections;
const oneUser = {
  title: 'GET one user',
  request: (n: number) => ({ method: 'GET', path: userPath(n) }),
  contenders: [
    'bare-node-pass-through',
    'bare-node-reshape',
    'express-proxy',
    'express-interceptor',
    'holdover',
  ],
  translated: JSON.parse(answerByHand(user)) as unknown,
  passedOn: JSON.parse(user) as unknown,
} as const;

const oneUserGoals = [
  requests('bare-node-pass-through', 0.5),
  requests('express-proxy', 2.3),
  requests('express-interceptor', 3.4),
];

export const workloads = {
  'get-one-user': {
    ...oneUser,
    title: 'GET one user, 64 at a time',
    connections: 64,
    goals: oneUserGoals,
  },
  'same-user': {
    ...oneUser,
    title: 'GET one user, 64 at a time, all the same one',
    request: () => oneUser.request(0),
    connections: 64,
    goals: oneUserGoals,
  },
  'one-at-a-time': {
    ...oneUser,
    title: 'GET one user, one at a time',
    connections: 1,
    goals: [{ figure: 'p50', than: 'bare-node-pass-through', atMost: 1.6 }],
  },
  tail: {
    ...oneUser,
    title: 'GET one user, at random moments, half as often as holdover can',
    connections: 512,
    pace: 'half-as-often',
    contenders: ['bare-node-pass-through', 'bare-node-reshape', 'holdover'],
    goals: [{ figure: 'p99', than: 'bare-node-pass-through', atMost: 2 }],
  },
  'half-busy': {
    ...oneUser,
    title: 'GET one user, at random moments, so often that half of its core is busy',
    connections: 512,
    pace: 'half-busy',
    contenders: ['bare-node-pass-through', 'bare-node-reshape', 'holdover'],
    goals: [{ figure: 'p99', than: 'bare-node-pass-through', atMost: 2 }],
  },
  list: {
    title: 'List 50 users (80 KB), 16 at a time',
    request: (n) => ({ method: 'GET', path: `/api/users?per_page=50&page=${n}` }),
    connections: 16,
    contenders: ['bare-node-reshape', 'express-interceptor', 'holdover'],
    translated: JSON.parse(answerByHand(text(canned.userList.body))) as unknown,
    goals: [requests('bare-node-reshape', 0.8)],
  },
  create: {
    title: 'Create a user, 64 at a time',
    request: () => ({
      method: 'POST',
      path: '/api/users',
      body: JSON.stringify({
        connection: 'Username-Password-Authentication',
        email: 'zoe.mueller@example.com',
        password: 'only-for-the-bench',
        email_verified: true,
        plan: 'gold',
        roles: ['admin', 'editor', 'reviewer'],
        address: { street: 'Große Straße 7', city: 'Köln' },
      }),
    }),
    connections: 64,
    contenders: ['bare-node-reshape', 'express-interceptor', 'holdover'],
    translated: JSON.parse(answerByHand(user)) as unknown,
    goals: [],
  },
  'patch-metadata': {
    title: "PATCH a user's metadata, 64 at a time",
    request: (n) => ({
      method: 'PATCH',
      path: `${userPath(n)}/metadata`,
      body: '{"plan":"silver","limits":{"projects":3,"seats":5},"hobby":"Segeln auf der Förde"}',
    }),
    connections: 64,
    contenders: ['bare-node-calls', 'holdover'],
    translated: 'OK',
    goals: [requests('bare-node-calls', 0.45)],
  },
  connection: {
    title: 'GET a connection by its name (two v2 calls), 64 at a time',
    request: (n) => ({ method: 'GET', path: `/api/connections/${connections[n]?.name ?? ''}` }),
    connections: 64,
    contenders: ['bare-node-calls', 'holdover'],
    translated: {
      client_id: 'legacyBench',
      _id: shown?.id,
      id: shown?.id,
      name: shown?.name,
      strategy: shown?.strategy,
      options: shown?.options,
      status: true,
    },
    passedOn: connectionClients,
    goals: [requests('bare-node-calls', 0.45)],
  },
  'pass-through': {
    title: 'GET /userinfo, which is not v1 and passes through, 64 at a time',
    request: () => ({ method: 'GET', path: '/userinfo' }),
    connections: 64,
    contenders: ['bare-node-pass-through', 'express-proxy', 'holdover'],
    translated: JSON.parse(user) as unknown,
    passedOn: JSON.parse(user) as unknown,
    goals: [requests('express-proxy', 0.9)],
  },
  stream: {
    title: '10 MB that pass through, 4 at a time',
    request: () => ({ method: 'GET', path: '/stream' }),
    connections: 4,
    contenders: ['bare-node-pass-through', 'express-proxy', 'holdover'],
    translated: streamBytes,
    passedOn: streamBytes,
    goals: [requests('express-proxy', 0.9)],
  },
} satisfies Readonly<Record<string, Workload>>;

/** @throws Error with the existing names */
export function workloadOf(name: string): Workload {
  const found: Workload | undefined = (workloads as Readonly<Record<string, Workload>>)[name];
  if (found === undefined) throw new Error(`There is no ${name}: ${Object.keys(workloads).join(', ')}`);
  return found;
}

function userPath(n: number): string {
  return `/api/users/auth0%7C5f1e${String(n).padStart(20, '0')}`;
}

function requests(than: ContenderName, atLeast: number): Goal {
  return { figure: 'perSecond', than, atLeast };
}

function text(body: Buffer): string {
  return body.toString();
}
