/** The v2 tenant itself, requested past holdover: what is really stored. */
export interface TenantOverHttp {
  /** Any call of v2. */
  ask(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }>;
  /** The user as v2 shows it; undefined where v2 answers 404. */
  user(userId: string): Promise<V2User | undefined>;
  /** All users, in order of creation; v2 gives up to 1000. */
  users(): Promise<V2User[]>;
  create(user: Record<string, unknown>): Promise<V2User>;
  /** The whole log, oldest first. */
  logs(): Promise<V2LogEntry[]>;
  patch(userId: string, change: Record<string, unknown>): Promise<V2User>;
  /** The connection of that name with the ids of its clients; undefined where v2 has none. */
  connection(name: string): Promise<V2Connection | undefined>;
  /** All connections, up to 100. */
  connections(): Promise<V2Connection[]>;
  /** Any other call, below /api/v2. */
  send(method: string, path: string, body?: unknown): Promise<unknown>;
  /** Whether a login with this password succeeds: the password-realm grant. */
  logsIn(login: {
    client: TenantClient;
    connection: string;
    username: string;
    password: string;
  }): Promise<boolean>;
}

export type V2LogEntry = Record<string, unknown> & { readonly log_id: string };

export interface TenantClient {
  readonly clientId: string;
  readonly clientSecret: string;
}

export type V2User = Record<string, unknown> & { readonly user_id: string };

export type V2Connection = Record<string, unknown> & {
  readonly id: string;
  readonly name: string;
  readonly strategy: string;
  readonly clients: readonly string[];
};

/** Gets a v2 token for the service client and sends requests with it. */
export async function tenantOverHttp(upstream: string, service: TenantClient): Promise<TenantOverHttp> {
  const token = await v2Token(upstream, service);
  const ask = async (
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ status: number; body: unknown }> => {
    const response = await fetch(`${upstream}/api/v2${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
  };
  const must = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const answer = await ask(method, path, body);
    if (answer.status >= 300) throw new Error(`v2 answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  return {
    ask,
    user: async (userId) => {
      const answer = await ask('GET', `/users/${encodeURIComponent(userId)}`);
      return answer.status === 404 ? undefined : (answer.body as V2User);
    },
    users: async () => {
      const all: V2User[] = [];
      for (let page = 0; ; page += 1) {
        const found = await must('GET', `/users?per_page=100&page=${page}&sort=created_at:1`);
        all.push(...(found as V2User[]));
        if ((found as V2User[]).length < 100) return all;
      }
    },
    logs: async () => {
      const all: V2LogEntry[] = [];
      for (;;) {
        const from = all.at(-1)?.log_id;
        const found = await must('GET', `/logs?take=100${from === undefined ? '' : `&from=${from}`}`);
        if ((found as V2LogEntry[]).length === 0) return all;
        all.push(...(found as V2LogEntry[]));
      }
    },
    create: async (user) => (await must('POST', '/users', user)) as V2User,
    patch: async (userId, change) =>
      (await must('PATCH', `/users/${encodeURIComponent(userId)}`, change)) as V2User,
    connection: async (name) => (await connectionsAt(`?name=${encodeURIComponent(name)}`, must))[0],
    connections: () => connectionsAt('?per_page=100', must),
    send: must,
    logsIn: (login) => passwordLogin(upstream, login),
  };
}

async function connectionsAt(
  query: string,
  must: (method: string, path: string) => Promise<unknown>,
): Promise<V2Connection[]> {
  const found = (await must('GET', `/connections${query}`)) as Omit<V2Connection, 'clients'>[];
  return Promise.all(
    found.map(async (connection) => {
      const { clients } = (await must(
        'GET',
        `/connections/${String(connection['id'])}/clients?take=1000`,
      )) as {
        clients: { client_id: string }[];
      };
      return { ...connection, clients: clients.map(({ client_id }) => client_id) } as unknown as V2Connection;
    }),
  );
}

/** A token of the Management API. */
export async function v2Token(upstream: string, { clientId, clientSecret }: TenantClient): Promise<string> {
  const response = await postForm(`${upstream}/oauth/token`, {
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
    audience: `${upstream}/api/v2/`,
  });
  if (!response.ok) throw new Error(`The tenant gave no token: ${response.status} ${await response.text()}`);
  return ((await response.json()) as { access_token: string }).access_token;
}

async function passwordLogin(
  upstream: string,
  { client, connection, username, password }: Parameters<TenantOverHttp['logsIn']>[0],
): Promise<boolean> {
  const response = await postForm(`${upstream}/oauth/token`, {
    grant_type: 'http://auth0.com/oauth/grant-type/password-realm',
    realm: connection,
    username,
    password,
    client_id: client.clientId,
    client_secret: client.clientSecret,
  });
  const body = (await response.json()) as { access_token?: string; error?: string };
  if (response.ok) return typeof body.access_token === 'string';
  if (body.error === 'invalid_grant') return false;
  throw new Error(`The tenant refused the login itself: ${response.status} ${JSON.stringify(body)}`);
}

function postForm(url: string, fields: Record<string, string>): Promise<Response> {
  return fetch(url, { method: 'POST', body: new URLSearchParams(fields) });
}
