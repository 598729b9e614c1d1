import type { Clock } from '../clock.js';

export interface ThrottledTaskOptions {
  readonly clock: Clock;
  readonly run: () => Promise<unknown>;
  /** Called when it is over, when it takes long, and when the moment has come that it was put off to. */
  readonly onChange: () => void;
}

/**
 * Whoever waits for it waits no longer than two of these. Two, for after a stall of this process the first timer
 * comes before an answer that has arrived meanwhile; the second comes after it.
 */
const patienceMs = 50;
/** One that has failed is not run again for so long. */
const restMs = 1_000;
/** Between two beginnings, so that what comes close together is one. */
const spacingMs = 10;

/** Something that is done whenever there is need, one at a time. */
export class ThrottledTask {
  #isRunning = false;
  /** It failed the last time, or has been running for too long. */
  #isStuck = false;
  #notBefore = -Infinity;
  #timer: { readonly at: number; readonly stop: () => void } | undefined;

  constructor(private readonly options: ThrottledTaskOptions) {}

  /** Runs it now, or at that moment. Does nothing while it runs: `onChange` is called when it ends. */
  runAt(at: number): void {
    if (this.#isRunning) return;
    const now = this.options.clock.now();
    const due = Math.max(at, this.#notBefore);
    if (due <= now) void this.#run(now);
    else this.#putOff(due, now);
  }

  get isStuck(): boolean {
    return this.#isStuck;
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
    this.#isRunning = true;
    this.#notBefore = now + spacingMs;
    const stopAlarm = this.#setAlarm();
    try {
      await run();
      this.#isStuck = false;
    } catch {
      this.#isStuck = true;
      this.#notBefore = clock.now() + restMs;
    }
    stopAlarm();
    this.#isRunning = false;
    onChange();
  }

  #setAlarm(): () => void {
    const { clock, onChange } = this.options;
    let stop = clock.after(patienceMs, () => {
      stop = clock.after(patienceMs, () => {
        this.#isStuck = true;
        onChange();
      });
    });
    return () => {
      stop();
    };
  }
}
