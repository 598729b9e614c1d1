import { makeUser } from './user.js';

/** An answer of the stub tenant: a status and a body, ready to be sent. */
export interface Canned {
  readonly status: number;
  readonly type: string;
  readonly body: Buffer;
}

export const userCount = 50;
export const streamBytes = 10 * 1024 * 1024;
/** A different one for each connection, so that no two ask for the same. */
export const connections = Array.from({ length: 64 }, (_, n) => makeConnection(n));
export const connectionClients = { clients: [{ client_id: 'legacyBench' }, { client_id: 'anotherClient' }] };

export const users = Array.from({ length: userCount }, (_, n) => makeUser(n));
const page = { start: 0, limit: userCount, length: userCount, total: userCount, users };
const scope = [
  ...['users', 'users_app_metadata', 'clients', 'connections'].flatMap((what) =>
    ['read', 'create', 'update', 'delete'].map((verb) => `${verb}:${what}`),
  ),
  'read:connections_options',
].join(' ');

export const canned = {
  token: json(200, {
    access_token: 'v2-token-of-the-bench',
    expires_in: 86_400,
    token_type: 'Bearer',
    scope,
  }),
  user: json(200, users[0]),
  created: json(201, users[0]),
  userList: json(200, users),
  userPage: json(200, page),
  connectionClients: json(200, connectionClients),
  client: json(200, { client_id: 'legacyBench', global: false }),
  stream: { status: 200, type: 'application/octet-stream', body: Buffer.alloc(streamBytes, 'stream') },
  unknown: json(404, { statusCode: 404, error: 'Not Found', message: 'The bench has no such answer.' }),
} as const satisfies Record<string, Canned>;

/** The answers of `GET /connections?name=`, by name. */
export const connectionByName = new Map(connections.map((one) => [one.name, json(200, [one])]));

function makeConnection(n: number) {
  const name = `Username-Password-Authentication-${n}`;
  return {
    id: `con_0AjkvDzYmclvsw${String(n).padStart(2, '0')}`,
    name,
    strategy: 'auth0',
    options: {
      passwordPolicy: 'good',
      brute_force_protection: true,
      strategy_version: 2,
      mfa: { active: true, return_enroll_settings: true },
      authentication_methods: { passkey: { enabled: false }, password: { enabled: true } },
    },
    is_domain_connection: false,
    realms: [name],
  };
}

function json(status: number, body: unknown): Canned {
  return { status, type: 'application/json; charset=utf-8', body: Buffer.from(JSON.stringify(body)) };
}
