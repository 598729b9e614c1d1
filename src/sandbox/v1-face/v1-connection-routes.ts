import { randomBytes } from 'node:crypto';
import { strategyKind } from '../connections/connection-record.js';
import { isJsonObject, type JsonObject } from '../json-value.js';
import {
  neededText,
  objectIn,
  type V1Answer,
  type V1Asker,
  type V1Call,
  type V1Operation,
} from './v1-operation.js';
import { v1Page } from './v1-page.js';
import { badRequest, notFound } from './v1-refusal.js';
import type { V1Connection, V1Store, V1View } from './v1-store.js';

const one = '/api/connections/:name';

/** The routes of connections (facts v1, 5.3). */
export const v1ConnectionRoutes: readonly V1Operation[] = [
  { method: 'GET', path: '/api/connections', answer: listConnections },
  { method: 'GET', path: one, answer: (call) => ({ body: shown(theConnection(call), call.asker) }) },
  { method: 'POST', path: '/api/connections', answer: createConnection },
  { method: 'PUT', path: one, answer: replaceConnection },
  { method: 'DELETE', path: one, answer: deleteConnection },
  {
    method: 'GET',
    path: `${one}/socket`,
    answer: (call) => {
      if (theConnection(call).online) return { body: 'OK' };
      throw notFound('The connector is offline.');
    },
  },
];

/** Strategies that the customer's administrator sets up through a link (facts v1, 5.1; inferred for `ad`). */
const provisioned = new Set(['office365', 'waad', 'google-apps', 'adfs', 'ad']);

/** .NET always sends both flags, as `True` or `False`. Without `per_page` the list is complete. */
function listConnections(call: V1Call): V1Answer {
  const { query, store, asker } = call;
  const isWanted = (strategy: string): boolean => {
    const kind = strategyKind(strategy);
    if (/^true$/i.test(query['only_socials'] ?? '')) return kind === 'social';
    return !/^true$/i.test(query['only_enterprise'] ?? '') || kind === 'enterprise';
  };
  const all = [...store.connections.values()]
    .filter((connection) => isThere(connection, asker) && isWanted(connection.strategy))
    .map((connection) => shown(connection, asker));
  return query['per_page'] === undefined ? { body: all } : v1Page(all, call);
}

function createConnection(call: V1Call): V1Answer {
  const { store, asker } = call;
  const body = objectIn(call);
  const name = neededText(body, 'name');
  const strategy = neededText(body, 'strategy');
  // 400, because the node SDK treats a 409 as success.
  if (store.connections.has(name)) throw badRequest('The connection exists already.');
  const options = isJsonObject(body['options']) ? body['options'] : {};
  const view = { options, status: body['status'] !== false };
  const id = `con_${randomBytes(8).toString('hex')}`;
  const made = withView(
    {
      id,
      name,
      strategy,
      options,
      views: new Map(),
      removedBy: new Set(),
      online: false,
      ...(provisioned.has(strategy) ? { provisioningTicketUrl: `${call.origin}/p/${strategy}/${id}` } : {}),
    },
    call,
    view,
  );
  store.connections.set(name, made);
  return { body: shown(made, asker) };
}

/** Options are replaced as a whole (S3: "submit the entire entity"); the name stays, whatever the body says. */
function replaceConnection(call: V1Call): V1Answer {
  const { options, status } = objectIn(call);
  const connection = theConnection(call);
  const before = viewOf(connection, call.asker);
  const after = {
    options: isJsonObject(options) ? options : before.options,
    status: typeof status === 'boolean' ? status : before.status,
  };
  // If the global client puts back an unchanged status, each client keeps its own: nothing is turned on for others.
  const isSame = after.status === before.status;
  const changed =
    call.asker.isGlobal && isSame
      ? withOptions(connection, after.options)
      : withView(connection, call, after);
  call.store.connections.set(changed.name, changed);
  return { body: shown(changed, call.asker) };
}

/** A client removes its own connection; the global client removes it for all clients. */
function deleteConnection(call: V1Call): V1Answer {
  const { connections } = call.store;
  const connection = theConnection(call);
  const { id: removed, name } = connection;
  if (call.asker.isGlobal) connections.delete(name);
  else {
    const { clientId } = call.asker;
    connections.set(name, { ...connection, removedBy: new Set([...connection.removedBy, clientId]) });
  }
  return { body: { removed } };
}

/** @throws V1Refusal 404, which the node SDK reads as null */
function theConnection({ store, slots, asker }: V1Call): V1Connection {
  const connection = store.connections.get(slots['name'] ?? '');
  if (connection === undefined || !isThere(connection, asker))
    throw notFound('The connection does not exist.');
  return connection;
}

function isThere({ removedBy }: V1Connection, { clientId, isGlobal }: V1Asker): boolean {
  return isGlobal || !removedBy.has(clientId);
}

function shown(connection: V1Connection, asker: V1Asker): JsonObject {
  const { id, name, strategy, provisioningTicketUrl: url } = connection;
  const { options, status } = viewOf(connection, asker);
  const ticket =
    url === undefined
      ? {}
      : { provisioning_ticket: url.split('/').at(-1) ?? '', provisioning_ticket_url: url };
  return { client_id: asker.clientId, _id: id, id, name, strategy, options, status, ...ticket };
}

/** The client's own view. For the global client the connection is on if it is on for any client. */
function viewOf({ views, options }: V1Connection, { clientId, isGlobal }: V1Asker): V1View {
  if (!isGlobal) return views.get(clientId) ?? { options, status: false };
  return { options, status: [...views.values()].some(({ status }) => status) };
}

/** Sets the view of the calling client, or of all clients if the caller is the global client. */
function withView(connection: V1Connection, { asker, store }: V1Call, view: V1View): V1Connection {
  if (!asker.isGlobal)
    return { ...connection, views: new Map([...connection.views, [asker.clientId, view]]) };
  return { ...connection, options: view.options, views: new Map(ordinary(store).map((id) => [id, view])) };
}

function withOptions(connection: V1Connection, options: JsonObject): V1Connection {
  const views = [...connection.views].map(([id, { status }]): [string, V1View] => [id, { options, status }]);
  return { ...connection, options, views: new Map(views) };
}

function ordinary({ clients }: V1Store): string[] {
  return [...clients].filter(([, client]) => client['global'] !== true).map(([id]) => id);
}
