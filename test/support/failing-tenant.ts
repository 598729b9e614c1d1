import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A v2 tenant that gives tokens and fails all other calls in the configured way. */
export interface FailingTenant {
  readonly url: string;
  failWith(failure: (response: ServerResponse) => void): void;
  stop(): Promise<void>;
}

export async function startFailingTenant(): Promise<FailingTenant> {
  let fail = (response: ServerResponse): void => void response.destroy();
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      if (body.includes('client_credentials')) response.end(token);
      else fail(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    failWith: (failure) => {
      fail = failure;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

const token = JSON.stringify({ access_token: 'v2.token', token_type: 'Bearer', expires_in: 86_400 });
