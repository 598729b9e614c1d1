import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { RandomSource } from '../../src/sandbox/random-source.js';
import type { Sandbox } from '../../src/sandbox/sandbox.js';
import type { RunningHoldover } from '../support/running-holdover.js';
import type { ChaosFault } from './chaos-schedule.js';
import type { TwistedSurroundings } from './twisted-surroundings.js';
import type { FrontAnswer, FrontCall, Interference, UnrulyFront } from './unruly-front.js';

export interface FaultDeps {
  readonly seed: number;
  readonly sandbox: Sandbox;
  readonly front: UnrulyFront;
  readonly holdover: RunningHoldover;
  readonly twisted: TwistedSurroundings;
  /** The token of a client that may upload. */
  readonly token: string;
}

/** Starts the fault, keeps it up for this many milliseconds, and undoes it. */
export type Fault = (forMs: number) => Promise<void>;

export function faultsOf(deps: FaultDeps): Readonly<Record<ChaosFault, Fault>> {
  const { sandbox, holdover } = deps;
  return {
    ...callFaults(deps),
    ...surroundingFaults(deps),
    'the tenant signs with a new key': () => sandbox.issuer.rotate(),
    SIGHUP: () => {
      holdover.signal('SIGHUP');
      return Promise.resolve();
    },
    SIGSTOP: async (forMs) => {
      holdover.signal('SIGSTOP');
      await delay(forMs);
      holdover.signal('SIGCONT');
    },
    'uploads hold 48 MiB': (forMs) => holdUploads(deps, { count: 48, forMs }),
    'nobody reads the log': async (forMs) => {
      holdover.log.pause();
      await delay(forMs);
      holdover.log.resume();
    },
    'the log is closed': () => {
      holdover.log.destroy();
      return Promise.resolve();
    },
  };
}

/** The effect of the front on calls. */
function callFaults({ seed, front }: FaultDeps) {
  const random = new RandomSource(seed + 1);
  const interfere =
    (interference: Interference): Fault =>
    async (forMs) => {
      front.interferences.add(interference);
      await delay(forMs);
      front.interferences.delete(interference);
    };
  const sometimes = (share: number, answer: FrontAnswer) => (): FrontAnswer | undefined =>
    random.next() < share ? answer : undefined;
  const isGrant = ({ path }: FrontCall): boolean => path === '/oauth/token';
  return {
    'answers take up to five seconds': interfere({ delayMs: () => random.next() * 5_000 }),
    'a tenth of the connections is reset': interfere({
      instead: sometimes(0.05, 'reset'),
      after: sometimes(0.05, 'reset'),
    }),
    'a part of the answers is lost behind a 504': interfere({ after: sometimes(0.2, { status: 504 }) }),
    'all calls are answered 503': interfere({ instead: () => ({ status: 503 }) }),
    'all calls are answered 429': interfere({ instead: () => limited() }),
    'the token endpoint is down': interfere({ instead: (call) => (isGrant(call) ? 'reset' : undefined) }),
  };
}

function limited(): FrontAnswer {
  const reset = String(Math.floor(Date.now() / 1_000) + 1);
  const headers = { 'x-ratelimit-limit': '10', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset };
  return { status: 429, headers };
}

/** The surroundings of holdover's process. */
function surroundingFaults({ front, twisted }: FaultDeps) {
  return {
    'the tenant refuses connections': async (forMs: number) => {
      await front.shut();
      await delay(forMs);
      await front.open();
    },
    'the clock is an hour ahead': async (forMs: number) => {
      await twisted.setClockAhead(3_600);
      await delay(forMs);
      await twisted.setClockAhead(0);
    },
    'names are not resolved': async (forMs: number) => {
      await twisted.setNamesFailing(true);
      // An open connection needs no name resolution.
      front.hangUp();
      await delay(forMs);
      await twisted.setNamesFailing(false);
    },
  };
}

/** Bodies of a mebibyte each whose last byte never comes. */
async function holdUploads(
  { holdover, token }: FaultDeps,
  { count, forMs }: { count: number; forMs: number },
): Promise<void> {
  const { hostname, port } = new URL(holdover.http);
  const length = 1024 * 1024;
  const head = `POST /api/users HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${token}\r\nContent-Length: ${length}\r\n\r\n`;
  const body = Buffer.alloc(length - 1, ' ');
  const sockets = Array.from({ length: count }, () => {
    const socket = connect({ host: hostname, port: Number(port) });
    socket.on('error', () => undefined).resume();
    socket.write(head);
    socket.write(body);
    return socket;
  });
  await delay(forMs);
  for (const socket of sockets) socket.resetAndDestroy();
}
