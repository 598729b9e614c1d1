import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** One call of holdover, read to its end. */
export interface FrontCall {
  readonly method: string;
  /** Includes the query. */
  readonly path: string;
  readonly body: string;
}

export type FrontAnswer = { readonly status: number; readonly headers?: Record<string, string> } | 'reset';

/** A disturbance of calls, for a while. */
export interface Interference {
  /** Milliseconds before the call is forwarded to the tenant. */
  readonly delayMs?: () => number;
  /** An answer in place of the tenant's, which does not receive the call. */
  readonly instead?: (call: FrontCall) => FrontAnswer | undefined;
  /** An answer in place of the tenant's, which has received and processed the call. */
  readonly after?: (call: FrontCall) => FrontAnswer | undefined;
}

/** A proxy in front of a tenant that disturbs calls, and records what the tenant has done. */
export interface UnrulyFront {
  readonly port: number;
  readonly interferences: Set<Interference>;
  /** Writes that the tenant has made, in order, whether or not holdover received the answer. */
  readonly written: FrontCall[];
  /** Calls whose outcome at the tenant is unknown to the front: there must be none. */
  readonly lost: FrontCall[];
  readonly calls: number;
  /** Drops all open connections. */
  hangUp(): void;
  /** Refuses connections and drops the open ones, until it is told otherwise. */
  shut(): Promise<void>;
  open(): Promise<void>;
  close(): Promise<void>;
}

const passedOn = ['authorization', 'content-type', 'accept', 'user-agent'];
const passedBack = /^(?:content-type|date|retry-after|x-ratelimit-.*|www-authenticate)$/;

export async function startUnrulyFront(tenant: string): Promise<UnrulyFront> {
  const state = {
    interferences: new Set<Interference>(),
    written: [] as FrontCall[],
    lost: [] as FrontCall[],
  };
  let calls = 0;
  const server = createServer((request, response) => {
    calls += 1;
    response.on('error', () => undefined);
    void pass(tenant, { request, response, ...state });
  });
  const open = async (port = 0): Promise<void> => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  const shut = async (): Promise<void> => {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  };
  await open();
  const { port } = server.address() as AddressInfo;
  return {
    ...state,
    port,
    shut,
    open: () => open(port),
    close: shut,
    hangUp: () => {
      server.closeAllConnections();
    },
    get calls() {
      return calls;
    },
  };
}

interface Passing extends Pick<UnrulyFront, 'interferences' | 'written' | 'lost'> {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

async function pass(
  tenant: string,
  { request, response, interferences, written, lost }: Passing,
): Promise<void> {
  const call = await readCall(request);
  // A call that was cut on its way here has not reached the tenant.
  if (call === undefined) return;
  for (const { delayMs } of interferences) await delay(delayMs?.() ?? 0);
  const instead = first(interferences, ({ instead }) => instead?.(call));
  if (instead !== undefined) {
    tell(response, instead);
    return;
  }
  try {
    const { answer, text } = await send(tenant, call, request.headers);
    if (call.method !== 'GET' && call.path.startsWith('/api/v2/') && answer.ok) written.push(call);
    const after = first(interferences, ({ after }) => after?.(call));
    const headers = Object.fromEntries([...answer.headers].filter(([name]) => passedBack.test(name)));
    if (after === undefined) tell(response, { status: answer.status, headers }, text);
    else tell(response, after);
  } catch {
    lost.push(call);
    response.destroy();
  }
}

async function send(
  tenant: string,
  { method, path, body }: FrontCall,
  sent: IncomingHttpHeaders,
): Promise<{ answer: Response; text: string }> {
  const headers = passedOn.flatMap((name) => {
    const value = sent[name];
    return value === undefined ? [] : [[name, String(value)] as [string, string]];
  });
  const answer = await fetch(tenant + path, { method, headers, ...(body === '' ? {} : { body }) });
  return { answer, text: await answer.text() };
}

async function readCall(request: IncomingMessage): Promise<FrontCall | undefined> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of request) chunks.push(chunk as Buffer);
  } catch {
    return undefined;
  }
  const { method = '', url: path = '' } = request;
  return { method, path, body: Buffer.concat(chunks).toString() };
}

function first<T>(
  interferences: ReadonlySet<Interference>,
  ask: (one: Interference) => T | undefined,
): T | undefined {
  for (const one of interferences) {
    const said = ask(one);
    if (said !== undefined) return said;
  }
  return undefined;
}

function tell(response: ServerResponse, answer: FrontAnswer, text = '{}'): void {
  if (answer === 'reset') response.socket?.resetAndDestroy();
  else if (!response.destroyed) {
    const headers = { 'content-type': 'application/json', ...answer.headers };
    response.writeHead(answer.status, headers).end(answer.status === 204 ? undefined : text);
  }
}
