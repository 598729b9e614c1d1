import type { Clock } from '../clock.js';

export interface ThrottledTaskOptions {
  readonly clock: Clock;
  readonly run: () => Promise<unknown>;
  /** Called when a run ends, when it takes long, and when the time of a postponed run has come. */
  readonly onChange: () => void;
}

/**
 * A caller waits for a run no longer than two of these. Two, because after a stall of this process the first timer
 * fires before an answer that has arrived meanwhile; the second fires after it.
 */
const patienceMs = 50;
/** After a failure the task rests for so long. */
const restMs = 1_000;
/** Least time between two starts, so that requests close together share one run. */
const spacingMs = 10;

/** A task that is run on demand, one run at a time. */
export class ThrottledTask {
  #isRunning = false;
  /** The last run failed, or the current one takes too long. */
  #isStuck = false;
  #notBefore = -Infinity;
  #timer: { readonly at: number; readonly stop: () => void } | undefined;

  constructor(private readonly options: ThrottledTaskOptions) {}

  /** Runs the task, or calls `onChange` at that moment if it is still to come. Does nothing while the task runs. */
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
