import { Agent, request as send } from 'node:http';
import { RandomSource } from '../../src/sandbox/random-source.js';
import type { Errand } from './errands.js';

/** The outcome of a client's request. */
export interface Done {
  readonly errand: Errand;
  /** Milliseconds since the load began. */
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  /** 0: the connection broke. */
  readonly status: number;
  readonly text: string;
}

export interface Load {
  readonly done: Done[];
  /** Requests without an answer yet. */
  readonly open: number;
  /** Milliseconds since the load began. */
  now(): number;
  /** Sends nothing more, and waits for the remaining answers. */
  stop(): Promise<void>;
}

export interface LoadOptions {
  /** The base URL of the next request. */
  readonly base: () => string;
  readonly perSecond: number;
  readonly seed: number;
  readonly nextErrand: (random: RandomSource) => Errand;
}

/** Sends requests at a steady rate, whatever the outcome of earlier ones. */
export function startLoad({ base, perSecond, seed, nextErrand }: LoadOptions): Load {
  const random = new RandomSource(seed);
  const agent = new Agent({ keepAlive: true });
  const began = performance.now();
  const now = (): number => performance.now() - began;
  const done: Done[] = [];
  const open = new Set<Promise<void>>();
  let sent = 0;
  const start = (): void => {
    sent += 1;
    const errand = nextErrand(random);
    const startedAtMs = now();
    const one = run(base(), { errand, agent }).then((got) => {
      done.push({ errand, startedAtMs, endedAtMs: now(), ...got });
      if (got.status >= 200 && got.status < 300) errand.then?.(got.text);
      open.delete(one);
    });
    open.add(one);
  };
  const tick = setInterval(() => {
    while (sent < (now() * perSecond) / 1_000) start();
  }, 1_000 / perSecond);
  return {
    done,
    get open() {
      return open.size;
    },
    now,
    stop: async () => {
      clearInterval(tick);
      await Promise.all(open);
      agent.destroy();
    },
  };
}

/** No client waits longer before it gives up. */
const patienceMs = 60_000;

function run(
  base: string,
  { errand, agent }: { errand: Errand; agent: Agent },
): Promise<Pick<Done, 'status' | 'text'>> {
  const { method, path, token, body } = errand;
  const text = body === undefined ? undefined : JSON.stringify(body);
  return new Promise((resolve) => {
    const cut = (error: Error): void => {
      resolve({ status: 0, text: error.message });
    };
    const headers = {
      authorization: `Bearer ${token}`,
      ...(text === undefined
        ? {}
        : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
    };
    const options = { method, headers, agent, timeout: patienceMs };
    const request = send(base + path, options, (response) => {
      let got = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (got += chunk));
      response.on('error', cut).on('end', () => {
        resolve({ status: response.statusCode ?? 0, text: got });
      });
    });
    request.on('error', cut).on('timeout', () => request.destroy(new Error('no answer within a minute')));
    request.end(text);
  });
}
