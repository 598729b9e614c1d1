import { Worker } from 'node:worker_threads';
import { timingOf, type Timing } from './timing.js';
import { withConnections, type Load, type Opened } from './with-connections.js';

export interface OpenLoad extends Load {
  /** Requests per second, on average. */
  readonly rate: number;
}

/**
 * Sends at moments that are drawn beforehand, however long the answers take. Latency counts from the scheduled moment:
 * a wait for a free connection, or for this process, is included.
 *
 * @param load `connections` is their maximum number
 * @throws Error for an answer other than 2xx
 */
export async function openLoop(load: OpenLoad): Promise<Timing> {
  const latencies: number[] = [];
  await withConnections(load, (opened) => {
    let due = Infinity;
    const send = sender(load, opened, (latency) => {
      if (latencies.push(latency) === due) opened.finish();
    });
    const { rate, seconds } = load;
    const metronome = new Worker(new URL('metronome.js', import.meta.url), { workerData: { rate, seconds } });
    metronome.on('error', opened.fail);
    metronome.on('message', (beat: number | { beats: number }) => {
      if (typeof beat === 'number') send(beat);
      else if ((due = beat.beats) === latencies.length) opened.finish();
    });
  });
  return timingOf(latencies, load.seconds);
}

/** Sends on a free connection, or on the next that becomes free; the latency is in microseconds. */
function sender(
  load: OpenLoad,
  { connections, judge }: Opened,
  answered: (latency: number) => void,
): (dueAt: number) => void {
  const all = connections.map((connection, n) => ({ connection, request: load.request(n) }));
  const free = [...all];
  const waiting: number[] = [];
  const sendOn = (one: (typeof all)[number], dueAt: number): void => {
    one.connection.send(one.request, (status) => {
      judge(status);
      answered((now() - dueAt) * 1_000);
      const next = waiting.shift();
      if (next === undefined) free.push(one);
      else sendOn(one, next);
    });
  };
  return (dueAt) => {
    const one = free.pop();
    if (one === undefined) waiting.push(dueAt);
    else sendOn(one, dueAt);
  };
}

/** Milliseconds on the clock that all threads share. */
function now(): number {
  return performance.timeOrigin + performance.now();
}
