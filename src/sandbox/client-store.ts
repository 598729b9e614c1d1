import type { JsonObject } from './json-value.js';
import { textAt } from './json-value.js';

/** A client as stored: the whole body, secret included. */
export interface ClientRecord {
  readonly clientId: string;
  readonly body: JsonObject;
}

/** The scopes that a client may ask for in a `client_credentials` grant. */
export interface ClientGrant {
  readonly clientId: string;
  readonly scopes: readonly string[];
}

/** The clients of a tenant, and their grants for the Management API. */
export class ClientStore {
  readonly #clients = new Map<string, ClientRecord>();
  readonly #grants = new Map<string, ClientGrant>();

  get(clientId: string): ClientRecord | undefined {
    return this.#clients.get(clientId);
  }

  /** The client_id of the client with this `v2_id`. */
  idBehind(v2Id: string): string | undefined {
    const client = v2Id.startsWith('cli_') ? this.get(v2Id.slice(4)) : undefined;
    return client?.body['v2_id'] === v2Id ? client.clientId : undefined;
  }

  all(): ClientRecord[] {
    return [...this.#clients.values()];
  }

  put(client: ClientRecord): ClientRecord {
    this.#clients.set(client.clientId, client);
    return client;
  }

  /** Removes the client and its grant. */
  remove(clientId: string): boolean {
    this.#grants.delete(clientId);
    return this.#clients.delete(clientId);
  }

  secretIs(clientId: string, secret: string): boolean {
    const client = this.get(clientId);
    return client !== undefined && textAt(client.body, 'client_secret') === secret;
  }

  grant(grant: ClientGrant): void {
    this.#grants.set(grant.clientId, grant);
  }

  grantOf(clientId: string): ClientGrant | undefined {
    return this.#grants.get(clientId);
  }
}
