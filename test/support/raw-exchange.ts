import { connect } from 'node:net';

/** An answer as it came over the wire: header names in the server's own spelling. */
export interface RawAnswer {
  readonly status: number;
  readonly reason: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

/**
 * Sends these bytes on a new connection and reads the answer until the server closes it. There is no HTTP client that
 * would correct what a legacy client really sent.
 *
 * @param lines request line and headers; `Host` and `Connection: close` are added
 */
export async function rawExchange(base: string, lines: readonly string[], body = ''): Promise<RawAnswer> {
  const { hostname, port, host } = new URL(base);
  const [requestLine, ...headers] = lines;
  const head = [requestLine, `Host: ${host}`, ...headers, 'Connection: close', '', ''].join('\r\n');
  const socket = connect({ host: hostname, port: Number(port) });
  socket.write(head + body);
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk as Buffer);
  return readAnswer(Buffer.concat(chunks).toString());
}

/** The value of the header with exactly this spelling, as .NET compares it. */
export function headerOf(answer: RawAnswer, name: string): string | undefined {
  return answer.headers.find(([each]) => each === name)?.[1];
}

function readAnswer(text: string): RawAnswer {
  const end = text.indexOf('\r\n\r\n');
  if (end === -1) throw new Error(`This is no HTTP answer: ${JSON.stringify(text)}`);
  const [statusLine = '', ...lines] = text.slice(0, end).split('\r\n');
  const [, status = '', reason = ''] = /^HTTP\/1\.1 (\d{3}) (.*)$/.exec(statusLine) ?? [];
  const headers = lines.map((line): [string, string] => {
    const cut = line.indexOf(':');
    return [line.slice(0, cut), line.slice(cut + 1).trim()];
  });
  const chunked = headers.some(([name, value]) => /^transfer-encoding$/i.test(name) && value === 'chunked');
  const rest = text.slice(end + 4);
  return { status: Number(status), reason, headers, body: chunked ? joinChunks(rest) : rest };
}

function joinChunks(text: string): string {
  let joined = '';
  let left = Buffer.from(text);
  for (;;) {
    const cut = left.indexOf('\r\n');
    const size = Number.parseInt(left.subarray(0, cut).toString(), 16);
    if (!(size > 0)) return joined;
    joined += left.subarray(cut + 2, cut + 2 + size).toString();
    left = left.subarray(cut + 2 + size + 2);
  }
}
