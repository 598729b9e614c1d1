import type { Clock } from '../../src/upstream/clock.js';
import { settled } from './settled.js';

interface Timer {
  readonly at: number;
  readonly number: number;
  readonly work: () => void;
  isOff: boolean;
}

/**
 * Simulated time that jumps from one timer to the next, and waits for what each starts; made for many thousands of
 * timers.
 */
export class EventClock implements Clock {
  #now = 0;
  #numbers = 0;
  /** A binary heap: an entry at n comes before those at 2n and 2n + 1. */
  readonly #timers: Timer[] = [];

  now(): number {
    return this.#now;
  }

  after(ms: number, work: () => void): () => void {
    const timer = { at: this.#now + ms, number: (this.#numbers += 1), work, isOff: false };
    this.#push(timer);
    return () => {
      timer.isOff = true;
    };
  }

  async runUntil(end: number): Promise<void> {
    await settled();
    for (let next = this.#timers[0]; next !== undefined && next.at <= end; next = this.#timers[0]) {
      this.#pop();
      if (next.isOff) continue;
      this.#now = next.at;
      next.work();
      await settled();
    }
    this.#now = end;
  }

  #push(timer: Timer): void {
    const heap = this.#timers;
    let place = heap.length;
    heap.push(timer);
    for (let above = (place - 1) >> 1; place > 0 && isBefore(timer, heap[above]); above = (place - 1) >> 1) {
      heap[place] = heap[above] as Timer;
      heap[above] = timer;
      place = above;
    }
  }

  #pop(): void {
    const heap = this.#timers;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let place = 0;
    heap[0] = last;
    for (;;) {
      const left = place * 2 + 1;
      const least = isBefore(heap[left + 1], heap[left]) ? left + 1 : left;
      if (!isBefore(heap[least], last)) return;
      heap[place] = heap[least] as Timer;
      heap[least] = last;
      place = least;
    }
  }
}

function isBefore(one: Timer | undefined, other: Timer | undefined): boolean {
  if (one === undefined || other === undefined) return false;
  return one.at === other.at ? one.number < other.number : one.at < other.at;
}
