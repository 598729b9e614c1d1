import fc from 'fast-check';
import { connectionChangeToV2 } from '../../src/reshapes/connections/connection-change-to-v2.js';
import { connectionCreateToV2 } from '../../src/reshapes/connections/connection-create-to-v2.js';
import { connectionToV1 } from '../../src/reshapes/connections/connection-to-v1.js';
import type { ReshapeContext } from '../../src/reshapes/reshape.js';
import { contextOf } from '../unit/reshapes/context.js';
import {
  frozen,
  keys,
  objectFrom,
  sent,
  smallValues,
  type JsonObject,
} from '../unit/reshapes/json-arbitrary.js';
import { trip, v2Fields, without } from './trip.js';

const app: ReshapeContext = contextOf({}, 'app');
const asker = { everybody: false, client_id: app.caller.client_id };
const neighbour = { everybody: false, client_id: 'neighbour' };
const url = 'https://tenant.example/p/x/ticket';
const renamed = new Map([
  ['PingFederate', 'pingfederate'],
  ['google-openid', 'google-oauth2'],
]);
const provisioned = new Set(['office365', 'waad', 'google-apps', 'adfs']);

const names = fc.constantFrom('db', 'My-Connection', 'a1-b2');
const strategies = fc.constantFrom(
  'auth0',
  'samlp',
  'ad',
  'adfs',
  'google-apps',
  'office365',
  ...renamed.keys(),
);
const options = fc
  .array(fc.tuple(fc.oneof(keys, fc.constantFrom('tenant_domain', 'domain_aliases', 'scope')), smallValues), {
    maxLength: 3,
  })
  .map((entries) => objectFrom(entries));
const ownOptions = options.map((each) =>
  objectFrom(Object.entries(each).filter(([key]) => key !== '__proto__')),
);

interface Written {
  readonly body: JsonObject;
  /** The options that another client of the tenant sets afterwards. */
  readonly changed: JsonObject | undefined;
}

const written: fc.Arbitrary<Written> = fc.record({
  body: fc
    .record(
      {
        name: names,
        strategy: strategies,
        options: ownOptions,
        status: fc.boolean(),
        is_domain_connection: smallValues,
        color: smallValues,
      },
      { requiredKeys: ['name', 'strategy'] },
    )
    .map((body) => sent(body) as unknown as JsonObject),
  changed: fc.option(ownOptions, { nil: undefined }),
});

/** v2 adds a provisioning ticket to an AD connection, and to no other. */
function createdInV2(body: JsonObject): JsonObject {
  return { id: 'con_1', ...body, ...(body['strategy'] === 'ad' ? { provisioning_ticket_url: url } : {}) };
}

function createAndRead({ body, changed }: Written): unknown {
  const request = sent(connectionCreateToV2(frozen({ name: body['name'], body, asker }))) as JsonObject;
  const { enabled_clients: members, ...fields } = request;
  let connection = createdInV2(fields);
  if (changed !== undefined) {
    const put = { body: { options: changed }, connection, asker: neighbour, told: members };
    connection = patched(connection, connectionChangeToV2(frozen(sent(put))).patch);
  }
  return connectionToV1(frozen({ connection, asker, members }), app);
}

function createdInV1({ body, changed }: Written, lost: ReadonlySet<string>): unknown {
  const strategy = body['strategy'] as string;
  const { name, options: first = {}, status = true } = body;
  const shared = changed !== undefined && lost.has('one-for-all');
  const kept = (shared ? changed : first) as JsonObject;
  const hasTicket = strategy === 'ad' || (provisioned.has(strategy) && !lost.has('provisioning-ticket'));
  return {
    ...(lost.has('other-field') ? {} : without(body, ['name', 'options', 'status', 'strategy'])),
    client_id: 'client',
    name,
    options: lost.has('null-option') ? withoutNulls(kept) : kept,
    status,
    strategy: lost.has('strategy-name') ? (renamed.get(strategy) ?? strategy) : strategy,
    _id: 'con_1',
    id: 'con_1',
    ...(hasTicket ? { provisioning_ticket: 'ticket', provisioning_ticket_url: url } : {}),
  };
}

function withoutNulls(object: JsonObject): JsonObject {
  return objectFrom(Object.entries(object).filter(([, value]) => value !== null));
}

/** v2 resets what is left out of a PATCH (its OpenAPI). */
const setBack = { display_name: 'db', is_domain_connection: false, show_as_button: false, realms: ['db'] };

function patched(connection: JsonObject, patch: unknown): JsonObject {
  if (patch === undefined) return connection;
  const had = Object.keys(setBack).filter((key) => Object.hasOwn(connection, key));
  const back = Object.fromEntries(had.map((key) => [key, setBack[key as keyof typeof setBack]]));
  return { ...connection, ...back, ...(sent(patch) as JsonObject) };
}

interface Held {
  readonly connection: JsonObject;
  readonly members: readonly string[];
}

const ownWords = new Set(['name', 'strategy', 'options', 'enabled_clients', 'id']);
const fields = v2Fields('CreateConnectionRequestContent').filter((field) => !ownWords.has(field));
const other = fc
  .array(fc.tuple(fc.constantFrom(...fields, 'field_of_tomorrow'), smallValues), { maxLength: 4 })
  .map((entries) => objectFrom(entries.filter(([, value]) => value !== null)));
const held: fc.Arbitrary<Held> = fc.record({
  connection: fc
    .tuple(
      other,
      names,
      fc.constantFrom('auth0', 'samlp', 'waad', 'ad'),
      fc.option(ownOptions, { nil: undefined }),
    )
    .map(
      ([rest, name, strategy, own]) =>
        sent({ ...rest, id: 'con_1', name, strategy, options: own }) as JsonObject,
    ),
  members: fc.subarray(['client', 'neighbour', 'third']),
});

function readAndPut({ connection, members }: Held): unknown {
  const body = connectionToV1(frozen({ connection, asker, members }), app);
  const change = connectionChangeToV2(frozen(sent({ body, connection, asker, told: members })));
  return { connection: patched(connection, change.patch), changes: [...change.off, ...change.on] };
}

function putBack({ connection }: Held, lost: ReadonlySet<string>): unknown {
  const own = connection['options'] as JsonObject | undefined;
  const stored = own !== undefined && lost.has('null-option') ? { options: withoutNulls(own) } : {};
  return { connection: { ...connection, ...stored }, changes: [] };
}

export const connectionTrips = [
  trip({
    name: 'a connection that is created and read, while another client changes it',
    entries: ['connections.create', 'connections.get', 'connections.replace'],
    objects: written,
    got: createAndRead,
    expected: createdInV1,
  }),
  trip({
    name: 'a v2 connection that is read and put back',
    entries: ['connections.get', 'connections.replace'],
    objects: held,
    got: readAndPut,
    expected: putBack,
  }),
];
