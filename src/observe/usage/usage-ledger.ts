import { randomUUID } from 'node:crypto';
import { UsageBook, type UsageKey, type UsageRow } from './usage-book.js';

/** Where the counts are kept; all kinds but `memory` outlive this process. */
export interface UsageStore {
  readonly kind: 'memory' | 'file' | 'redis';
  /**
   * Takes in counts, once for each id however often it is called.
   *
   * @throws Error where it cannot now; the caller should call again
   */
  add(id: string, rows: readonly UsageRow[]): Promise<void>;
  /** @throws Error where it cannot now */
  read(): Promise<readonly UsageRow[]>;
}

export interface UsageLedgerOptions {
  readonly store: UsageStore;
  /** Rows; default 10,000, some 2 MB. */
  readonly most?: number;
  /** How often the store is told, in milliseconds; default 5,000. A crash can lose so much. */
  readonly intervalMs?: number;
  /** Called once each time the store begins to refuse, with the reason, and once each time it accepts again. */
  readonly onRefusing: (reason: string) => void;
  readonly onTaking: () => void;
  /** Called at the end, where the store refuses, with the number of requests that will be in no count. */
  readonly onLost: (requests: number, reason: string) => void;
}

export interface UsageFound {
  readonly kept: UsageStore['kind'];
  /** False: the store is away, and the rows are only what it has not been told yet. */
  readonly whole: boolean;
  readonly rows: readonly UsageRow[];
}

export interface CountedRequest extends UsageKey {
  readonly status: number;
  readonly isLossy: boolean;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

interface Batch {
  readonly id: string;
  readonly rows: readonly UsageRow[];
}

export const mostRows = 10_000;
/** Small, so that one batch keeps a store busy for a millisecond, not for 50. */
const batchRows = 500;

/**
 * Who still calls what. Requests are counted in memory; the store is told from time to time. While it refuses, counts
 * are kept here, in a bounded number of rows, and told when it accepts again.
 */
export class UsageLedger {
  readonly #fresh: UsageBook;
  /** Batches that the store has not acknowledged. */
  #waiting: Batch[] = [];
  #flushing: Promise<void> | undefined;
  /** Why the store refuses; undefined: it does not. */
  #refusal: string | undefined;
  #isClosing = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly options: UsageLedgerOptions) {
    this.#fresh = new UsageBook(options.most ?? mostRows);
  }

  count({ caller, client, route, status, isLossy, at }: CountedRequest): void {
    this.#fresh.add(
      { caller, client, route },
      {
        requests: 1,
        clientErrors: status >= 400 && status < 500 ? 1 : 0,
        serverErrors: status >= 500 ? 1 : 0,
        lossy: isLossy ? 1 : 0,
        first: at,
        last: at,
      },
    );
  }

  open(): void {
    this.#timer = setInterval(() => void this.flush(), this.options.intervalMs ?? 5_000).unref();
  }

  /** Tells the store a last time; what it refuses then is lost with the process. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#isClosing = true;
    await this.flush();
    // Counts that came while another flush was under way.
    await this.flush();
    if (this.#refusal !== undefined) this.options.onLost(requestsIn(this.#untold()), this.#refusal);
  }

  /** Tells the store what it does not know yet; never fails. */
  flush(): Promise<void> {
    return (this.#flushing ??= this.#tell().finally(() => (this.#flushing = undefined)));
  }

  async list(): Promise<UsageFound> {
    await this.flush();
    const { store } = this.options;
    const known = this.#waiting.length > 0 ? undefined : await store.read().catch(() => undefined);
    const book = new UsageBook(Infinity);
    // The fresh counts came while the store was asked; it is told of them next time.
    for (const row of [...(known ?? []), ...this.#untold()]) book.add(row, row);
    return { kept: store.kind, whole: known !== undefined, rows: book.rows() };
  }

  #untold(): UsageRow[] {
    return [...this.#waiting.flatMap(({ rows }) => rows), ...this.#fresh.rows()];
  }

  async #tell(): Promise<void> {
    if (this.#waiting.length === 0) this.#waiting = batchesOf(this.#fresh.take());
    try {
      for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
        await this.options.store.add(next.id, next.rows);
        this.#waiting.shift();
      }
      if (this.#refusal !== undefined) this.options.onTaking();
      this.#refusal = undefined;
    } catch (error) {
      const { message } = error as Error;
      // At the end `onLost` reports it.
      if (this.#refusal === undefined && !this.#isClosing) this.options.onRefusing(message);
      this.#refusal = message;
    }
  }
}

function batchesOf(rows: readonly UsageRow[]): Batch[] {
  const batches: Batch[] = [];
  for (let at = 0; at < rows.length; at += batchRows)
    batches.push({ id: randomUUID(), rows: rows.slice(at, at + batchRows) });
  return batches;
}

function requestsIn(rows: readonly UsageRow[]): number {
  return rows.reduce((sum, { requests }) => sum + requests, 0);
}

/** Keeps counts as long as this process runs. */
export function memoryUsage(most = mostRows): UsageStore {
  const book = new UsageBook(most);
  return {
    kind: 'memory',
    add: (_id, rows) => {
      for (const row of rows) book.add(row, row);
      return Promise.resolve();
    },
    read: () => Promise.resolve(book.rows()),
  };
}
