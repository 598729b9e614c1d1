/**
 * A thread that signals when the next request is due, because timers have a resolution of a millisecond and a busy loop
 * would take the stub's processor. Posts each moment, in milliseconds on the clock that all threads share, and finally
 * their number.
 */
import { parentPort, workerData } from 'node:worker_threads';

const { rate, seconds } = workerData as { rate: number; seconds: number };
const gap = new Int32Array(new SharedArrayBuffer(4));
const now = (): number => performance.timeOrigin + performance.now();
const random = seeded(42);
// Waits until the other threads listen.
const begin = now() + 50;
let beats = 0;
for (let due = begin; due < begin + seconds * 1_000; due += (-Math.log(1 - random()) / rate) * 1_000) {
  const wait = due - now();
  if (wait > 0) Atomics.wait(gap, 0, 0, wait);
  parentPort?.postMessage(due);
  beats += 1;
}
parentPort?.postMessage({ beats });

/** The same arrivals for all contenders: a linear congruential generator (Numerical Recipes' constants). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
