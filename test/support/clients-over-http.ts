import { v2Token, type TenantClient } from './tenant-over-http.js';

/** The clients of the v2 tenant itself, requested past holdover: what is really stored. */
export interface ClientsOverHttp {
  /** The client as v2 shows it; undefined where v2 answers 404. */
  client(clientId: string): Promise<V2Client | undefined>;
  /** All clients, the global one among them. */
  clients(): Promise<V2Client[]>;
  create(client: Record<string, unknown>): Promise<V2Client>;
}

export type V2Client = Record<string, unknown> & { readonly client_id: string };

/** Gets a v2 token for the service client and sends requests with it. */
export async function clientsOverHttp(upstream: string, service: TenantClient): Promise<ClientsOverHttp> {
  const token = await v2Token(upstream, service);
  const ask = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${upstream}/api/v2/clients${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (response.status === 404) return undefined;
    if (!response.ok) throw new Error(`v2 answered ${response.status}: ${await response.text()}`);
    return response.json();
  };
  return {
    client: async (clientId) =>
      (await ask('GET', `/${encodeURIComponent(clientId)}`)) as V2Client | undefined,
    clients: async () => {
      const all: V2Client[] = [];
      for (let page = 0; ; page += 1) {
        const found = (await ask('GET', `?per_page=100&page=${page}`)) as V2Client[];
        all.push(...found);
        if (found.length < 100) return all;
      }
    },
    create: async (client) => (await ask('POST', '', client)) as V2Client,
  };
}
