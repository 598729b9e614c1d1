import type { ConnectionRecord } from './connection-record.js';

/** The connections of a tenant, in the order of creation. */
export class ConnectionStore {
  readonly #connections = new Map<string, ConnectionRecord>();
  readonly #online = new Set<string>();

  get(id: string): ConnectionRecord | undefined {
    return this.#connections.get(id);
  }

  /** Names are unique within a tenant. */
  byName(name: string): ConnectionRecord | undefined {
    return this.all().find((connection) => connection.name === name);
  }

  all(): ConnectionRecord[] {
    return [...this.#connections.values()];
  }

  put(connection: ConnectionRecord): ConnectionRecord {
    this.#connections.set(connection.id, connection);
    return connection;
  }

  /** Whether the AD/LDAP connector of the connection is online. */
  isOnline(id: string): boolean {
    return this.#online.has(id);
  }

  setOnline(id: string, online: boolean): void {
    if (online) this.#online.add(id);
    else this.#online.delete(id);
  }

  remove(id: string): boolean {
    this.#online.delete(id);
    return this.#connections.delete(id);
  }

  /** Turns the connection on or off for one client. Ignores unknown connections. */
  enable(id: string, clientId: string, status: boolean): void {
    const connection = this.get(id);
    if (connection === undefined) return;
    const enabledClients = new Set(connection.enabledClients);
    if (status) enabledClients.add(clientId);
    else enabledClients.delete(clientId);
    this.put({ ...connection, enabledClients });
  }
}
