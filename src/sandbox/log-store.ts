import type { JsonObject } from './json-value.js';
import { textAt } from './json-value.js';

/** The fields of an entry that its writer knows; all others get defaults, as recorded in 2023. */
export type LogEntry = JsonObject & { type: string };

const kept = 10_000;

const blank: JsonObject = {
  description: null,
  connection: null,
  connection_id: null,
  organization_id: null,
  organization_name: null,
  client_id: null,
  client_name: null,
  ip: '127.0.0.1',
  hostname: null,
  details: {},
  user_id: null,
  user_name: null,
  user_agent: 'Other 0.0.0 / Other 0.0.0',
  audience: null,
  strategy: null,
  strategy_type: null,
  isMobile: false,
  location_info: null,
};

/** The tenant's log, oldest first. */
export class LogStore {
  #entries: JsonObject[] = [];
  #count = 0;

  constructor(private readonly now: () => number) {}

  /** Adds an entry; `at` is epoch milliseconds, default now. */
  add(entry: LogEntry, at: number = this.now()): JsonObject {
    const { type, ...known } = entry;
    const date = new Date(at).toISOString();
    const id = this.#nextId(date);
    const written: JsonObject = { _id: id, log_id: id, date, type, ...blank, ...known };
    this.#entries.push(written);
    if (this.#entries.length > kept) this.#entries.shift();
    return written;
  }

  /** Replaces all entries by these, which are complete, oldest first, each with its `log_id`. */
  seed(entries: readonly JsonObject[]): void {
    this.#entries = [...entries];
  }

  /** All entries, oldest first. */
  all(): readonly JsonObject[] {
    return this.#entries;
  }

  get(logId: string): JsonObject | undefined {
    return this.#entries.find((entry) => entry['log_id'] === logId);
  }

  ofUser(userId: string): JsonObject[] {
    return this.#entries.filter((entry) => textAt(entry, 'user_id') === userId);
  }

  /** Recorded 2023: `900`, the time to the millisecond, then a running number; 56 digits in all. */
  #nextId(date: string): string {
    this.#count += 1;
    const time = date.replace(/\D/g, '');
    return `900${time}${String(this.#count).padStart(36, '0')}`;
  }
}
