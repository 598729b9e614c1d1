import type { Clock } from './clock.js';

export interface ErrandOptions {
  readonly clock: Clock;
  readonly run: () => Promise<unknown>;
  /** Called when it is over, when it takes long, and when the moment has come that it was put off to. */
  readonly onChange: () => void;
}

/** Whoever waits for it waits no longer. */
const patienceMs = 50;
/** One that has failed is not run again for so long. */
const restMs = 1_000;
/** Between two beginnings, so that what comes close together is one. */
const spacingMs = 10;

/** Something that is done whenever there is need, one at a time. */
export class Errand {
  #begunAt: number | undefined;
  #isFailing = false;
  #notBefore = -Infinity;
  #timer: { readonly at: number; readonly stop: () => void } | undefined;

  constructor(private readonly options: ErrandOptions) {}

  /** Runs it, or calls back at that moment; neither while it runs, for whoever has need then can say so afterwards. */
  runAt(at: number): void {
    if (this.#begunAt !== undefined) return;
    const now = this.options.clock.now();
    const due = Math.max(at, this.#notBefore);
    if (due <= now) void this.#run(now);
    else this.#putOff(due, now);
  }

  /** Whether it failed the last time, or has not been over for long. */
  isStuck(now: number): boolean {
    return this.#isFailing || (this.#begunAt !== undefined && now - this.#begunAt >= patienceMs);
  }

  #putOff(due: number, now: number): void {
    if (this.#timer !== undefined && this.#timer.at <= due) return;
    this.#timer?.stop();
    const stop = this.options.clock.after(due - now, () => {
      this.#timer = undefined;
      this.options.onChange();
    });
    this.#timer = { at: due, stop };
  }

  async #run(now: number): Promise<void> {
    const { clock, run, onChange } = this.options;
    this.#timer?.stop();
    this.#timer = undefined;
    this.#begunAt = now;
    this.#notBefore = now + spacingMs;
    const stopAlarm = clock.after(patienceMs, onChange);
    try {
      await run();
      this.#isFailing = false;
    } catch {
      this.#isFailing = true;
      this.#notBefore = clock.now() + restMs;
    }
    stopAlarm();
    this.#begunAt = undefined;
    onChange();
  }
}
