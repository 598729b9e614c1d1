import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { readExposition } from './exposition.js';
import type { RunningHoldover } from './running-holdover.js';

/** The outcome is the same for the same seed: `FUZZ_SEED=7 npm test -- fuzzed` tries other cases. */
export const fuzzSeed = Number(process.env['FUZZ_SEED'] ?? 20_261_123);
export const fuzzCases = Number(process.env['FUZZ_CASES'] ?? 20_000);

/** Processes all cases, some of them at a time. */
export async function inParallel<T>(
  cases: readonly T[],
  width: number,
  work: (one: T, at: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let at = next++; at < cases.length; at = next++) await work(cases[at] as T, at);
  };
  await Promise.all(Array.from({ length: width }, worker));
}

export function sampled<T>(arbitrary: fc.Arbitrary<T>, cases = fuzzCases): T[] {
  return fc.sample(arbitrary, { seed: fuzzSeed, numRuns: cases });
}

export interface Sent {
  /** All bytes that were received until the connection was closed. */
  readonly received: Buffer;
  /** The client ended its side, because nothing more came. */
  readonly gaveUp: boolean;
  /** The server did not close the connection within two seconds after the client's end. */
  readonly hung: boolean;
}

const patienceMs = 2_000;

/**
 * Sends these bytes on a new connection; after this many milliseconds without an answer byte, the client's side is
 * ended.
 */
export async function sendAll(base: string, bytes: Buffer, quietMs = 100): Promise<Sent> {
  const { hostname, port } = new URL(base);
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true }).setNoDelay();
  const chunks: Buffer[] = [];
  let gaveUp = false;
  let hung = false;
  const quiet = setTimeout(() => {
    gaveUp = true;
    socket.end();
    patience.refresh();
  }, quietMs);
  const patience = setTimeout(() => {
    hung = gaveUp;
    if (hung) socket.destroy();
  }, patienceMs);
  socket.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    quiet.refresh();
  });
  socket.on('error', () => undefined).on('end', () => socket.end());
  socket.write(bytes);
  await once(socket, 'close');
  clearTimeout(quiet);
  clearTimeout(patience);
  return { received: Buffer.concat(chunks), gaveUp, hung };
}

/** The state of an idle process. */
export interface Pulse {
  readonly inFlight: number;
  /** Open files, sockets included. */
  readonly files: number;
}

export async function pulseOf({ pid, admin }: RunningHoldover): Promise<Pulse> {
  const text = await (await fetch(`${admin}/metrics`)).text();
  const { samples } = readExposition(text);
  const inFlight = samples.find(({ name }) => name === 'holdover_in_flight_requests');
  return { inFlight: inFlight?.value ?? Infinity, files: filesOf(pid) };
}

/** Resolves once the process is as idle as before; after five seconds with its current state. */
export async function calmed(holdover: RunningHoldover, before: Pulse): Promise<Pulse> {
  for (let waited = 0; ; waited += 50) {
    const now = await pulseOf(holdover);
    if ((now.inFlight === 0 && now.files <= before.files) || waited >= 5_000) return now;
    await delay(50);
  }
}

/** Milliseconds that `/livez` takes, the median of eleven. */
export async function livez({ admin }: RunningHoldover): Promise<number> {
  const taken: number[] = [];
  for (let round = 0; round < 11; round += 1) {
    const begun = performance.now();
    const answer = await fetch(`${admin}/livez`);
    await answer.text();
    taken.push(answer.status === 200 ? performance.now() - begun : Infinity);
  }
  return taken.sort((a, b) => a - b)[5] ?? Infinity;
}

function filesOf(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}
