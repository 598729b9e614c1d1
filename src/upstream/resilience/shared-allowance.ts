import type { SharedText } from '../../state/shared-state.js';
import type { Allowance } from './allowance.js';
import type { Clock } from '../clock.js';
import { ThrottledTask } from './throttled-task.js';
import { Headroom } from './headroom.js';
import { applyInfo, isSpent, laterBucket, waitFor, type RateBucket } from './rate-bucket.js';
import type { RateGauge } from './rate-gauge.js';
import type { RateLimitedAnswer } from './rate-limit-info.js';
import { printShared, readShared } from './shared-bucket-text.js';
import { partiesOf, report, type Heard, type Report, type SharedBucket } from './shared-bucket.js';
import type { UpstreamWatch } from '../watch.js';

export interface SharedAllowanceOptions {
  /** What this process knows by itself. */
  readonly gauge: RateGauge;
  /** What the replicas know together. */
  readonly text: SharedText;
  /** Id of this process among the replicas. */
  readonly replica: string;
  readonly clock: Clock;
  /** From 0 to below 1. */
  readonly random: () => number;
  readonly watch: Pick<UpstreamWatch, 'paced'>;
  /** Called when more calls may be taken. */
  readonly onMore: () => void;
}

/** Replicas that wait for the same moment spread over so many milliseconds, and one more for each replica. */
const leastSpreadMs = 20;
/** Longest pause between two vain tries, as while a probe is under way; the pause doubles each time. */
const longestPauseMs = 320;
/** The store is asked again after this time, even where the bucket names a later moment. */
const longestVainMs = 1_000;
/** Answers that are remembered until they can be reported; older ones are dropped. */
const mostHeard = 10;

/** What the replicas knew when last read, on the clock of this process, and how many replicas they are. */
interface Seen {
  readonly bucket: RateBucket;
  readonly parties: number;
}

/**
 * What the tenant has left, shared among replicas. Where there is plenty, each replica goes by what the tenant tells
 * it. Otherwise each reports what it has heard and what it has under way, and takes no more than it is given. While
 * the store does not answer, each uses its own gauge.
 */
export class SharedAllowance implements Allowance {
  readonly #headroom: Headroom;
  readonly #reporting: ThrottledTask;
  /** Given by the store, and not yet taken. */
  #inHand = 0;
  #wanted = 0;
  /** Calls of this replica that the store counts as under way. */
  #recorded = 0;
  #heard: readonly Heard[] = [];
  #seen: Seen | undefined;
  #vainUntil = -Infinity;
  #inVain = 0;

  constructor(private readonly options: SharedAllowanceOptions) {
    const { clock, gauge } = options;
    this.#headroom = new Headroom(gauge);
    this.#reporting = new ThrottledTask({
      clock,
      run: () => this.#report(),
      onChange: () => {
        this.#wanted = 0;
        options.onMore();
        this.#tellNews(clock.now());
      },
    });
  }

  take(now: number, waiting: number): boolean {
    const { gauge, watch } = this.options;
    if (this.#inHand > 0) {
      this.#inHand -= 1;
      gauge.count();
      watch.paced('together');
      return true;
    }
    if (this.#headroom.isThere(now)) return gauge.take(now);
    this.#wanted = waiting;
    this.#reporting.runAt(this.#vainUntil);
    const isTaken = this.#reporting.isStuck && gauge.take(now);
    if (isTaken) watch.paced('alone');
    return isTaken;
  }

  settle(answer: RateLimitedAnswer | undefined, takenAt: number, now: number): void {
    const { gauge } = this.options;
    const info = gauge.settle(answer, takenAt, now);
    if (info !== undefined) this.#headroom.note(info);
    const heard = { info, underWay: gauge.underWay + this.#inHand };
    this.#heard = [...this.#heard.slice(1 - mostHeard), heard];
    if (this.#seen !== undefined)
      this.#seen = { ...this.#seen, bucket: applyInfo(this.#seen.bucket, info, heard.underWay) };
    this.#tellNews(now);
  }

  giveBack(): void {
    const now = this.options.clock.now();
    this.options.gauge.giveBack();
    if (this.#isByItself(now)) return;
    this.#inHand += 1;
    this.#tellNews(now);
  }

  waitMs(ahead: number, now: number): number {
    if (this.#isByItself(now)) return this.options.gauge.waitMs(ahead, now);
    if (this.#seen === undefined || ahead < this.#inHand) return 0;
    const { bucket, parties } = this.#seen;
    const rate = bucket.rate && bucket.rate / parties;
    return waitFor({ ...bucket, rate }, ahead - this.#inHand, now);
  }

  get isSpent(): boolean {
    if (this.#isByItself(this.options.clock.now())) return this.options.gauge.isSpent;
    return this.#inHand === 0 && this.#seen !== undefined && isSpent(this.#seen.bucket);
  }

  #isByItself(now: number): boolean {
    return this.#reporting.isStuck || this.#headroom.isThere(now);
  }

  /** Reports news to the other replicas. Where there is plenty, only while the store counts calls of this replica. */
  #tellNews(now: number): void {
    const out = this.options.gauge.underWay + this.#inHand;
    const hasNews = this.#inHand > 0 || this.#heard.length > 0 || out !== this.#recorded;
    if (hasNews && (this.#recorded > 0 || !this.#headroom.isThere(now)) && !this.#reporting.isStuck)
      this.#reporting.runAt(now);
  }

  async #report(): Promise<void> {
    // Callers that may take what is in hand do so first.
    await Promise.resolve();
    const back = this.#inHand;
    this.#inHand = 0;
    const { text, clock } = this.options;
    let hasLost = false;
    const { said, given, shared } = await text.change((held, now) => {
      const said = { ...this.#news(), back, aheadMs: now - clock.now() };
      const before = readShared(held, now);
      // After a lost race the waiting calls have their next try later, so that replicas do not keep racing.
      const { given, shared } = report(before, hasLost ? { ...said, wanted: 0 } : said, now);
      hasLost = true;
      return { text: shared === before ? held : printShared(shared), told: { said, given, shared } };
    });
    this.#note(said, given, shared);
  }

  #news(): Omit<Report, 'back' | 'aheadMs'> {
    const underWay = this.options.gauge.underWay + this.#inHand;
    return { replica: this.options.replica, underWay, heard: this.#heard, wanted: this.#wanted };
  }

  #note(said: Report, given: number, shared: SharedBucket): void {
    this.#heard = this.#heard.filter((each) => !said.heard.includes(each));
    this.#inHand += given;
    this.#recorded = said.underWay + given;
    const bucket = laterBucket(shared.bucket, -said.aheadMs);
    this.#seen = { bucket, parties: partiesOf(shared) };
    if (given > 0) this.#inVain = 0;
    this.#vainUntil = given < said.wanted ? this.#nextTry(this.#seen) : -Infinity;
  }

  /** When more calls may be left for those that wait, or the other replicas have had a turn. */
  #nextTry({ bucket, parties }: Seen): number {
    const { clock, random } = this.options;
    const now = clock.now();
    const spreadMs = leastSpreadMs + parties;
    if (isSpent(bucket) && !bucket.isLookedAt) {
      this.#inVain = 0;
      return Math.min(bucket.moreAt, now + longestVainMs) + spreadMs * random();
    }
    const pauseMs = Math.min(spreadMs * 2 ** this.#inVain, longestPauseMs);
    this.#inVain += 1;
    return now + pauseMs * (0.5 + random() / 2);
  }
}
