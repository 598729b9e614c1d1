import fc from 'fast-check';
import type { Json, JsonObject } from '../unit/reshapes/json-arbitrary.js';
import type { Next } from './native-v1-user-asks.js';
import { twin, type Turn } from './native-v1-turn.js';

const whoever = fc.constantFrom('app' as const, 'app' as const, 'global' as const);
const place = fc.constantFrom('a', 'b', 'c');
const maybe = fc.option(fc.boolean(), { nil: undefined });

function fields(all: Readonly<Record<string, Json | undefined>>): JsonObject {
  return Object.fromEntries(
    Object.entries(all).filter((entry): entry is [string, Json] => entry[1] !== undefined),
  );
}

/** Strategies for which v2 adds no default options; the defaults that v2 adds to others are unknown in v1. */
const strategies = fc.constantFrom('samlp', 'samlp', 'adfs', 'waad', 'github');
const options = fc.dictionary(
  fc.constantFrom('signInEndpoint', 'tenant_domain', 'domain_aliases', 'odd'),
  fc.constantFrom<Json>(null, true, 'x.example', ['x.example'], { deep: null }),
  { maxKeys: 3 },
);

function connectionName(at: string, { number }: Turn): string {
  return `made-${number}-${at}`;
}

const newConnection = fc
  .tuple(whoever, place, strategies, fc.option(options, { nil: undefined }), maybe)
  .map(([who, at, strategy, wanted, status]): Next => (turn) => {
    const name = connectionName(at, turn);
    return {
      who,
      method: 'POST',
      path: '/api/connections',
      body: fields({ name, strategy, options: wanted, status }),
      kind: 'connection',
      about: name,
      learn: (idIn) => {
        turn.label(idIn('id'), `id of ${name}`);
      },
    };
  });

const readConnections = fc
  .tuple(
    whoever,
    fc.constantFrom('', '?only_socials=False&only_enterprise=True', '?only_socials=True', '?per_page=4'),
  )
  .map(([who, query]): Next => () => ({
    who,
    method: 'GET',
    path: `/api/connections${query}`,
    kind: 'connection',
    whole: true,
  }));

const oneConnection = fc.tuple(whoever, place).map(([who, at]): Next => (turn) => ({
  who,
  method: 'GET',
  path: `/api/connections/${connectionName(at, turn)}`,
  kind: 'connection',
  about: connectionName(at, turn),
}));

const changedConnection = fc
  .tuple(whoever, place, fc.option(options, { nil: undefined }), maybe)
  .map(([who, at, wanted, status]): Next => (turn) => {
    const name = connectionName(at, turn);
    return {
      who,
      method: 'PUT',
      path: `/api/connections/${name}`,
      body: fields({ options: wanted, status }),
      kind: 'connection',
      about: name,
      levels: {
        loss: 'one-for-all',
        store: () => {
          giveToAll(turn, name, wanted ?? {});
        },
      },
    };
  });

/** v2 changes for all clients what v1 changed for one. */
function giveToAll({ stage }: Turn, name: string, wanted: JsonObject): void {
  const connection = stage.store.connections.get(name);
  if (connection === undefined) return;
  const views = [...connection.views].map(([id, { status }]) => [id, { options: wanted, status }] as const);
  stage.store.connections.set(name, { ...connection, options: wanted, views: new Map(views) });
}

const removedConnection = fc.tuple(whoever, place).map(([who, at]): Next => (turn) => {
  const name = connectionName(at, turn);
  return {
    who,
    method: 'DELETE',
    path: `/api/connections/${name}`,
    kind: 'other',
    levels: {
      loss: 'one-for-all',
      store: () => {
        turn.stage.store.connections.delete(name);
      },
    },
  };
});

const seconds = fc.constantFrom<Json>(60, '3600');
const callbacks = fc.constantFrom<Json | undefined>(
  undefined,
  'http://a.example',
  'http://a.example, http://b.example',
  ['http://b.example', 'http://a.example'],
  [' http://b.example', '', 'http://a.example'],
  [],
);
const clientBody = fc
  .record({
    name: fc.constantFrom('One', 'Two'),
    callbacks,
    callback: fc.constantFrom(undefined, undefined, 'http://c.example'),
    lifetimeInSeconds: fc.option(seconds, { nil: undefined }),
  })
  .map(({ lifetimeInSeconds, ...body }) =>
    fields({
      ...body,
      jwtConfiguration: lifetimeInSeconds === undefined ? undefined : { lifetimeInSeconds },
    }),
  );

const newClient = fc
  .tuple(whoever, clientBody, maybe)
  .map(([who, body, secretNotEncoded]): Next => (turn) => {
    const label = `client#${turn.clients.length}`;
    const { jwtConfiguration, ...rest } = body;
    const jwt = { ...(jwtConfiguration as JsonObject | undefined), ...fields({ secretNotEncoded }) };
    return {
      who,
      method: 'POST',
      path: '/api/clients/',
      body: Object.keys(jwt).length === 0 ? rest : { ...rest, jwtConfiguration: jwt },
      kind: 'client',
      about: label,
      learn: (idIn) => {
        const id = idIn('clientID');
        turn.clients.push({ id, label });
        turn.label(id, label);
      },
    };
  });

const clientAsk = fc
  .tuple(whoever, fc.nat(4), fc.constantFrom('GET', 'PUT', 'PUT', 'PATCH', 'DELETE'), clientBody)
  .map(([who, at, method, body]): Next => (turn) => {
    const client = turn.clients[at % Math.max(1, turn.clients.length)];
    const { id, label } = client ?? { id: twin(() => 'unknown'), label: '' };
    return {
      who,
      method,
      path: (side) => `/api/clients/${id[side]}`,
      ...(method === 'PUT' || method === 'PATCH' ? { body } : {}),
      kind: 'client',
      about: label,
    };
  });

const readClients = whoever.map((who): Next => () => ({
  who,
  method: 'GET',
  path: '/api/clients',
  kind: 'client',
}));

const ruleFields = fc.record({
  script: fc.constantFrom('function (user, context, callback) {}', 'x'),
  status: maybe,
  order: fc.option(fc.constantFrom(1, 20, 21, 22), { nil: undefined }),
});

function ruleName(at: string, { number }: Turn): string {
  return `Rule ${number} ${at}`;
}

const newRule = fc.tuple(whoever, place, ruleFields).map(([who, at, rule]): Next => (turn) => ({
  who,
  method: 'POST',
  path: '/api/rules',
  body: fields({ name: ruleName(at, turn), ...rule }),
  kind: 'rule',
  v2Refuses: 'conflict',
}));

const ruleAsk = fc
  .tuple(whoever, place, fc.constantFrom('GET', 'PUT', 'DELETE'), ruleFields)
  .map(([who, at, method, rule]): Next => (turn) => ({
    who,
    method,
    path: `/api/rules/${encodeURIComponent(ruleName(at, turn))}`,
    ...(method === 'PUT'
      ? { body: fields({ name: ruleName(at, turn), ...rule }), v2Refuses: 'conflict' }
      : {}),
    kind: method === 'DELETE' ? 'other' : 'rule',
  }));

const readRules: Next = () => ({ who: 'app', method: 'GET', path: '/api/rules', kind: 'rule' });

const templateNames = fc.constantFrom('verify_email', 'reset_email', 'blocked_account');
const templateFields = fc.record({
  from: fc.constantFrom('A <a@example.com>', 'b@example.com'),
  subject: fc.constantFrom('Hello', 'Hello, {{ user.name }}'),
  body: fc.constantFrom('<p>Hello</p>', 'x'),
  disabled: maybe,
  resultUrl: fc.constantFrom(undefined, null, 'https://example.com/done'),
  urlLifetimeInSeconds: fc.constantFrom(undefined, null, 60),
});

const templateAsk = fc
  .tuple(templateNames, fc.constantFrom('GET', 'PUT', 'POST'), templateFields)
  .map(([template, method, sent]): Next => () => ({
    who: 'global',
    method,
    path: method === 'POST' ? '/api/emails' : `/api/emails/${template}`,
    ...(method === 'GET' ? {} : { body: fields(method === 'POST' ? { template, ...sent } : sent) }),
    kind: 'template',
  }));

/** The requests about connections, clients, rules and e-mail templates. */
export const tenantAsks: fc.Arbitrary<Next> = fc.oneof(
  { weight: 4, arbitrary: newConnection },
  { weight: 2, arbitrary: readConnections },
  { weight: 3, arbitrary: oneConnection },
  { weight: 4, arbitrary: changedConnection },
  { weight: 2, arbitrary: removedConnection },
  { weight: 3, arbitrary: newClient },
  { weight: 4, arbitrary: clientAsk },
  { weight: 1, arbitrary: readClients },
  { weight: 3, arbitrary: newRule },
  { weight: 4, arbitrary: ruleAsk },
  { weight: 1, arbitrary: fc.constant(readRules) },
  { weight: 4, arbitrary: templateAsk },
);
