import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** An answer as it came over the wire. */
export interface WireAnswer {
  readonly status: number;
  readonly reason: string;
  /** Names as the server spelled them. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
}

/** A client that sends what it is told, and nothing else: HTTP clients mend what they are given. */
export class RawClient {
  readonly #socket: Socket;
  #received = Buffer.alloc(0);
  #ended = false;
  #wake: (() => void) | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => {
      this.#received = Buffer.concat([this.#received, chunk]);
      this.#wake?.();
    });
    // A reset ends the connection like a close does.
    socket.on('error', () => undefined);
    socket.on('end', () => socket.end());
    socket.on('close', () => {
      this.#ended = true;
      this.#wake?.();
    });
  }

  static async connect(base: string): Promise<RawClient> {
    const { hostname, port } = new URL(base);
    const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
    await once(socket, 'connect');
    return new RawClient(socket);
  }

  get socket(): Socket {
    return this.#socket;
  }

  /** Latin1, so that every byte can be written. */
  send(text: string | Buffer): void {
    this.#socket.write(typeof text === 'string' ? Buffer.from(text, 'latin1') : text);
  }

  /** The next whole answer; undefined when the server closed before there was one. */
  async answer({ head = false } = {}): Promise<WireAnswer | undefined> {
    for (;;) {
      const read = readAnswer(this.#received, { head, ended: this.#ended });
      if (read !== undefined) {
        this.#received = this.#received.subarray(read.length);
        return read.answer;
      }
      if (this.#ended) return undefined;
      await this.#next();
    }
  }

  /** Waits until the server has closed the connection by itself; answers the bytes that were not read as an answer. */
  async closed(): Promise<Buffer> {
    while (!this.#ended) await this.#next();
    return this.#received;
  }

  /** Waits for at least this many bytes of whatever comes. */
  async bytes(count: number): Promise<Buffer> {
    while (this.#received.length < count && !this.#ended) await this.#next();
    return this.#received;
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #next(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = () => {
        this.#wake = undefined;
        resolve();
      };
    });
  }
}

export function headersOf(answer: WireAnswer | undefined): Record<string, string> {
  return Object.fromEntries((answer?.headers ?? []).map(([name, value]) => [name.toLowerCase(), value]));
}

interface Read {
  readonly answer: WireAnswer;
  readonly length: number;
}

function readAnswer(bytes: Buffer, { head, ended }: { head: boolean; ended: boolean }): Read | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  if (end === -1) return undefined;
  const [statusLine = '', ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n');
  const [, status = '0', reason = ''] = /^HTTP\/1\.1 (\d{3}) ?(.*)$/.exec(statusLine) ?? [];
  const headers = lines.map((line): [string, string] => {
    const cut = line.indexOf(':');
    return [line.slice(0, cut), line.slice(cut + 1).trim()];
  });
  const value = (name: string) => headers.find(([each]) => each.toLowerCase() === name)?.[1];
  const rest = bytes.subarray(end + 4);
  const made = (body: Buffer, taken: number): Read => ({
    answer: { status: Number(status), reason, headers, body },
    length: end + 4 + taken,
  });
  if (status === '100' || head || status === '204' || status === '304') return made(Buffer.alloc(0), 0);
  if (value('transfer-encoding') === 'chunked') {
    const chunked = readChunks(rest);
    return chunked && made(chunked.body, chunked.length);
  }
  const length = value('content-length');
  if (length === undefined) return ended ? made(rest, rest.length) : undefined;
  return rest.length < Number(length) ? undefined : made(rest.subarray(0, Number(length)), Number(length));
}

function readChunks(bytes: Buffer): { body: Buffer; length: number } | undefined {
  const parts: Buffer[] = [];
  let at = 0;
  for (;;) {
    const cut = bytes.indexOf('\r\n', at);
    if (cut === -1) return undefined;
    const size = Number.parseInt(bytes.subarray(at, cut).toString(), 16);
    if (bytes.length < cut + 2 + size + 2) return undefined;
    parts.push(bytes.subarray(cut + 2, cut + 2 + size));
    at = cut + 2 + size + 2;
    if (size === 0) return { body: Buffer.concat(parts), length: at };
  }
}
