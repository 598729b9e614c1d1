import { once } from 'node:events';
import { Agent, createServer, request as send, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A proxy in front of a tenant that counts its calls and can answer them itself. */
export interface TenantFront {
  readonly url: string;
  /** `METHOD /path` of every call since the last `reset`. */
  readonly calls: string[];
  /** Takes over a call, to answer it or not at all; false passes it on. */
  intercept: (call: string, response: ServerResponse, request: IncomingMessage) => boolean;
  /** Passes everything on again, and forgets the calls. */
  reset(): void;
  close(): Promise<void>;
}

export async function startTenantFront(tenant: string): Promise<TenantFront> {
  // Closes an idle connection long before the tenant does, after 5 s: otherwise both might do so at once.
  const agent = new Agent({ keepAlive: true, timeout: 1_000 });
  const server = createServer((request, response) => {
    const call = `${request.method ?? ''} ${(request.url ?? '').split('?')[0] ?? ''}`;
    front.calls.push(call);
    if (!front.intercept(call, response, request)) pass(request, response, { tenant, agent });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const front: TenantFront = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls: [],
    intercept: () => false,
    reset: () => {
      front.calls.length = 0;
      front.intercept = () => false;
    },
    close: async () => {
      server.close();
      server.closeAllConnections();
      agent.destroy();
      await once(server, 'close');
    },
  };
  return front;
}

function pass(
  request: IncomingMessage,
  response: ServerResponse,
  { tenant, agent }: { tenant: string; agent: Agent },
): void {
  const { method, headers } = request;
  const onward = send(`${tenant}${request.url ?? ''}`, { method, headers, agent }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  onward.on('error', () => response.destroy());
  request.pipe(onward);
}
