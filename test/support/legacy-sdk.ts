import { spawn, type ChildProcess } from 'node:child_process';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** The unmodified SDKs of npm's `auth0`, installed beside each other. */
export type SdkVersion = '0.8.5' | '0.5.0' | '0.1.16';

/** The arguments of the callback of one call. */
export interface SdkReply {
  readonly call: string;
  readonly error?: SdkError;
  /** Absent where the SDK called back without a result. */
  readonly result?: unknown;
  /** The non-enumerable property of a list. */
  readonly nextPageLink?: string;
}

export interface SdkError {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  readonly statusCode?: number;
}

export interface SdkOptions {
  /** `host:port`; the SDKs put `https://` before it. */
  readonly domain: string;
  readonly clientID?: string;
  readonly clientSecret?: string;
  readonly accessToken?: string;
  /** PEM file, passed as NODE_EXTRA_CA_CERTS: neither the SDK nor Node's TLS is changed. */
  readonly caFile: string;
}

const { oneLine } = createRequire(import.meta.url)('../e2e/drivers/one-line.cjs') as {
  readonly oneLine: (value: unknown) => string;
};

/** One client object of a legacy SDK in a process of its own. */
export class LegacySdk {
  readonly #child: ChildProcess;
  readonly #pending = new Map<number, (reply: SdkReply | Error) => void>();
  readonly #called = new Set<string>();
  #stderr = '';
  #next = 0;

  constructor(version: SdkVersion, { caFile, ...options }: SdkOptions) {
    const driver = fileURLToPath(new URL(`../e2e/drivers/auth0-${version}.cjs`, import.meta.url));
    this.#child = spawn(process.execPath, [driver], {
      env: { NODE_EXTRA_CA_CERTS: caFile, SDK_OPTIONS: JSON.stringify(options) },
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.#stderr += text));
    if (this.#child.stdout !== null) {
      createInterface({ input: this.#child.stdout }).on('line', (line) => {
        this.#settle(JSON.parse(line) as SdkReply & { id: number });
      });
    }
    this.#child.once('close', (code) => {
      for (const settle of this.#pending.values()) {
        settle(new Error(`The process of auth0@${version} ended with ${String(code)}:\n${this.#stderr}`));
      }
      this.#pending.clear();
    });
  }

  /** Names of the SDK's methods that were called. */
  get called(): ReadonlySet<string> {
    return this.#called;
  }

  /**
   * Calls one method of the SDK's client object.
   *
   * @throws Error when the SDK killed its process, as it would have killed the application
   */
  call(call: string, ...args: unknown[]): Promise<SdkReply> {
    this.#called.add(call);
    const id = (this.#next += 1);
    return new Promise((resolve, reject) => {
      this.#pending.set(id, (reply) => {
        if (reply instanceof Error) reject(reply);
        else resolve(reply);
      });
      this.#child.stdin?.write(`${oneLine({ id, call, args })}\n`);
    });
  }

  /** Lets the process end; it exits by itself when its input closes. */
  async close(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = new Promise((resolve) => this.#child.once('close', resolve));
    this.#child.stdin?.end();
    await ended;
  }

  #settle({ id, ...reply }: SdkReply & { id: number }): void {
    const settle = this.#pending.get(id);
    this.#pending.delete(id);
    settle?.(reply);
  }
}
