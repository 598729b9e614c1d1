import { randomBytes } from 'node:crypto';
import { objectAt, textAt, without, type JsonObject } from '../json-value.js';
import { neededText, objectIn } from './v1-operation.js';
import type { V1Answer, V1Asker, V1Call, V1Operation } from './v1-operation.js';
import { badRequest, notFound } from './v1-refusal.js';

const all = '/api/clients';
const one = `${all}/:client_id`;

/** The routes of clients (facts v1, section 6). */
export const v1ClientRoutes: readonly V1Operation[] = [
  {
    method: 'GET',
    path: all,
    answer: ({ store, asker }) => ({
      body: [...store.clients.values()].filter((client) => isShownTo(asker, client)),
    }),
  },
  { method: 'GET', path: one, answer: (call) => ({ body: theClient(call) }) },
  { method: 'POST', path: all, globalOnly: true, answer: createClient },
  { method: 'PUT', path: one, globalOnly: true, answer: changeClient },
  { method: 'PATCH', path: one, globalOnly: true, answer: changeClient },
  { method: 'DELETE', path: one, globalOnly: true, answer: deleteClient },
];

function createClient(call: V1Call): V1Answer {
  const { store } = call;
  const body = objectIn(call);
  const name = neededText(body, 'name');
  const callbacks = callbacksIn(body, []);
  const clientID = randomBytes(16).toString('hex');
  const client: JsonObject = {
    ...withCallbacks({}, callbacks ?? []),
    name,
    clientID,
    clientSecret: randomBytes(48).toString('base64url'),
    tenant: store.tenant,
    global: false,
    jwtConfiguration: { lifetimeInSeconds: 36_000, secretNotEncoded: false, ...jwtConfigurationIn(body) },
    signingKey: {
      cert: '[sandbox certificate]',
      key: '[sandbox key]',
      pkcs7: '[sandbox pkcs7]',
      subject: `/CN=${store.tenant}.auth0.com`,
      ...objectAt(body, 'signingKey'),
    },
  };
  store.clients.set(clientID, client);
  return { body: client };
}

/** Fields that are not in the body stay: v1's own articles send a PUT with `jwtConfiguration` only (S17). */
function changeClient(call: V1Call): V1Answer {
  const body = objectIn(call);
  const client = theClient(call);
  const callbacks = callbacksIn(body, listIn(client['callbacks']));
  const changed = {
    ...(callbacks === undefined ? client : withCallbacks(client, callbacks)),
    name: textAt(body, 'name') ?? client['name'] ?? '',
    jwtConfiguration: { ...objectAt(client, 'jwtConfiguration'), ...jwtConfigurationIn(body) },
    signingKey: { ...objectAt(client, 'signingKey'), ...objectAt(body, 'signingKey') },
  };
  call.store.clients.set(call.slots['client_id'] ?? '', changed);
  return { body: changed };
}

function deleteClient(call: V1Call): V1Answer {
  call.store.clients.delete(textAt(theClient(call), 'clientID') ?? '');
  return { body: 'OK' };
}

function theClient({ store, slots, asker }: V1Call): JsonObject {
  const client = store.clients.get(slots['client_id'] ?? '');
  if (client === undefined || !isShownTo(asker, client)) throw notFound('client not found');
  return client;
}

/** Hides the global client from other clients: its secret gives access to everything. */
function isShownTo(asker: V1Asker, client: JsonObject): boolean {
  return asker.isGlobal || client['global'] !== true;
}

/**
 * The explorer sends the first URL as `callback` and the others as `callbacks`; SDKs send a list, or a text
 * separated by commas (S1).
 */
function callbacksIn(body: JsonObject, now: readonly string[]): readonly string[] | undefined {
  const first = textAt(body, 'callback');
  const sent = body['callbacks'];
  if (first === undefined && sent === undefined) return undefined;
  const list = sent === undefined ? now.slice(1) : listIn(sent);
  return first === undefined || list[0] === first ? list : [first, ...list.filter((url) => url !== first)];
}

/** Spaces beside a comma are dropped from a text; the items of a list stay as they are. */
function listIn(value: unknown): string[] {
  if (typeof value === 'string') return value.split(',').map((url) => url.trim());
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function withCallbacks(client: JsonObject, callbacks: readonly string[]): JsonObject {
  const rest = without(client, ['callback']);
  const first = callbacks[0];
  return { ...rest, ...(first === undefined ? {} : { callback: first }), callbacks: [...callbacks] };
}

/** v1's articles send the lifetime as a text (S17). */
function jwtConfigurationIn(body: JsonObject): JsonObject {
  const { lifetimeInSeconds, ...rest } = objectAt(body, 'jwtConfiguration') ?? {};
  if (lifetimeInSeconds === undefined) return rest;
  const seconds = Number(lifetimeInSeconds);
  if (!Number.isSafeInteger(seconds)) throw badRequest('"lifetimeInSeconds" must be a whole number.');
  return { ...rest, lifetimeInSeconds: seconds };
}
