import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ScenarioCall } from './scenario.js';

export interface SeenCall {
  call: string;
  query: Record<string, string | string[]>;
  body: unknown;
  bearer: string;
}

/** A v2 tenant that answers according to the script, call by call, and records its calls. */
export interface ScriptedTenant {
  readonly url: string;
  readonly seen: SeenCall[];
  play(script: readonly ScenarioCall[]): void;
  close(): Promise<void>;
}

export async function startScriptedTenant(): Promise<ScriptedTenant> {
  let script: ScenarioCall[] = [];
  const seen: SeenCall[] = [];
  const server = createServer((request, response) => {
    void readBody(request).then((text) => {
      const url = new URL(request.url ?? '/', 'http://tenant');
      seen.push({
        call: `${request.method ?? ''} ${(request.url ?? '').split('?')[0] ?? ''}`,
        query: queryOf(url.searchParams),
        body: text === '' ? undefined : (JSON.parse(text) as unknown),
        bearer: request.headers.authorization?.replace(/^Bearer /, '') ?? 'none',
      });
      const next = script.shift()?.answer ?? { status: 599, body: 'the script ends here' };
      response.writeHead(next.status, { 'content-type': 'application/json', ...next.headers });
      response.end(next.body === undefined ? undefined : JSON.stringify(next.body));
    });
  });
  const url = await listen(server);
  return {
    url,
    seen,
    play(next) {
      script = [...next];
      seen.length = 0;
    },
    close: () =>
      new Promise((resolve) =>
        server.close(() => {
          resolve();
        }),
      ),
  };
}

function queryOf(pairs: URLSearchParams): SeenCall['query'] {
  return Object.fromEntries(
    [...new Set(pairs.keys())].map((key) => {
      const values = pairs.getAll(key);
      return [key, values.length === 1 ? (values[0] ?? '') : values];
    }),
  );
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function listen(server: Server): Promise<string> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    });
  });
}
