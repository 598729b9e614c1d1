import { once } from 'node:events';
import { createServer, request as send, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An answer on the wire; `headers` as names and values in turn, without the framing of the body. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: readonly string[];
  readonly body: Buffer;
  /** A false `Content-Length`. */
  readonly length?: number;
}

export type ChangeAnswer = (answer: WireAnswer) => WireAnswer;

/** A proxy that changes the answers to one line (`GET /api/rules`, without the query) and no others. */
export async function startWireFront(
  behind: string,
  { line, change }: { readonly line: string; readonly change: ChangeAnswer },
): Promise<{ readonly url: string; readonly close: () => Promise<void> }> {
  const pass = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = '', url = '', headers } = request;
    const onward = send(`${behind}${url}`, { method, headers, agent: false });
    request.pipe(onward);
    const [answer] = (await once(onward, 'response')) as [IncomingMessage];
    const plain = {
      status: answer.statusCode ?? 0,
      headers: unframed(answer.rawHeaders),
      body: await bodyOf(answer),
    };
    const found = `${method} ${url.split('?')[0] ?? ''}` === line ? change(plain) : plain;
    write(response, found);
  };
  const server = createServer((request, response) => {
    pass(request, response).catch(() => response.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** As raw bytes: Node would correct a false length. */
function write(
  { socket }: ServerResponse,
  { status, headers, body, length = body.length }: WireAnswer,
): void {
  const lines = [`HTTP/1.1 ${status} Said`];
  for (let n = 0; n < headers.length; n += 2) lines.push(`${headers[n] ?? ''}: ${headers[n + 1] ?? ''}`);
  if (status !== 204) lines.push(`Content-Length: ${length}`);
  socket?.write(`${[...lines, 'Connection: close'].join('\r\n')}\r\n\r\n`, 'latin1');
  socket?.end(body);
}

async function bodyOf(answer: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const framing = /^(?:content-length|transfer-encoding|connection|keep-alive)$/i;

function unframed(raw: readonly string[]): string[] {
  return raw.filter((_, n) => !framing.test(raw[n - (n % 2)] ?? ''));
}
