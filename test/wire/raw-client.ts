import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { readStrictAnswer, type StrictAnswer } from '../support/strict-message.js';

/**
 * A client that sends exactly the given bytes, where HTTP clients correct what they are given. It parses strictly, and
 * trusts any certificate.
 */
export class RawClient {
  readonly #socket: Socket;
  #received = Buffer.alloc(0);
  #ended = false;
  #wake: (() => void) | undefined;

  private constructor(socket: Socket) {
    // Each write is a segment of its own, and waits for no other.
    this.#socket = socket.setNoDelay();
    socket.on('data', (chunk: Buffer) => {
      this.#received = Buffer.concat([this.#received, chunk]);
      this.#wake?.();
    });
    // A reset ends the connection like a close.
    socket.on('error', () => undefined);
    socket.on('end', () => socket.end());
    socket.on('close', () => {
      this.#ended = true;
      this.#wake?.();
    });
  }

  static async connect(base: string): Promise<RawClient> {
    const { protocol, hostname, port } = new URL(base);
    const to = { host: hostname, port: Number(port), allowHalfOpen: true };
    const secure = protocol === 'https:';
    const socket = secure ? connectTls({ ...to, rejectUnauthorized: false }) : connect(to);
    await once(socket, secure ? 'secureConnect' : 'connect');
    return new RawClient(socket);
  }

  get socket(): Socket {
    return this.#socket;
  }

  /** Latin1, so that every byte can be written. */
  send(text: string | Buffer): void {
    this.#socket.write(typeof text === 'string' ? Buffer.from(text, 'latin1') : text);
  }

  /**
   * The next whole answer; undefined when the server closed before there was one.
   *
   * @throws NotHttp when the bytes are not an HTTP answer
   */
  async answer({ head = false } = {}): Promise<StrictAnswer | undefined> {
    for (;;) {
      const read = readStrictAnswer(this.#received, { to: head ? 'HEAD' : 'GET', ended: this.#ended });
      if (read !== undefined) {
        this.#received = this.#received.subarray(read.length);
        return read;
      }
      if (this.#ended) return undefined;
      await this.#next();
    }
  }

  /** Waits until the server has closed the connection; answers the bytes that were not read as an answer. */
  async closed(): Promise<Buffer> {
    while (!this.#ended) await this.#next();
    return this.#received;
  }

  /** Waits for at least this many bytes. */
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

export function headersOf(answer: StrictAnswer | undefined): Record<string, string> {
  return Object.fromEntries((answer?.headers ?? []).map(([name, value]) => [name.toLowerCase(), value]));
}
