/** The counts of one client and one v1 operation. */
export interface UsageCount {
  readonly requests: number;
  /** Answers with a status of 400 to 499. */
  readonly clientErrors: number;
  readonly serverErrors: number;
  /** Answers that have lost something. */
  readonly lossy: number;
  /** The first and the last request, in milliseconds since the epoch. */
  readonly first: number;
  readonly last: number;
}

/** Which caller asked for which operation. */
export interface UsageKey {
  /** Kind of caller; `other` stands for the callers that found the book full. */
  readonly caller: string;
  /** Client id; empty where none is verified. */
  readonly client: string;
  /** Entry id, or `token` for v1's `POST /oauth/token`. */
  readonly route: string;
}

export interface UsageRow extends UsageKey, UsageCount {}

type Count = { -readonly [name in keyof UsageCount]: number };
type Shelf<T> = Map<string, T>;

export const beyond = 'other';

/**
 * Counts by caller, client and route, in a bounded number of rows: when it is full, a new key is counted by route
 * alone. Counting allocates nothing where the row is there.
 */
export class UsageBook {
  #size = 0;
  readonly #callers: Shelf<Shelf<Shelf<Count>>> = new Map();

  /** @param most rows; those of `other` come on top, one for each route */
  constructor(private readonly most: number) {}

  get size(): number {
    return this.#size;
  }

  add(key: UsageKey, more: UsageCount): void {
    const count = this.#find(key) ?? this.#open(this.#size < this.most ? key : othersOf(key));
    count.requests += more.requests;
    count.clientErrors += more.clientErrors;
    count.serverErrors += more.serverErrors;
    count.lossy += more.lossy;
    count.first = Math.min(count.first, more.first);
    count.last = Math.max(count.last, more.last);
  }

  rows(): UsageRow[] {
    const rows: UsageRow[] = [];
    for (const [caller, clients] of this.#callers)
      for (const [client, routes] of clients)
        for (const [route, count] of routes) rows.push({ caller, client, route, ...count });
    return rows;
  }

  /** Returns all rows and empties the book. */
  take(): UsageRow[] {
    const rows = this.rows();
    this.#callers.clear();
    this.#size = 0;
    return rows;
  }

  #find({ caller, client, route }: UsageKey): Count | undefined {
    return this.#callers.get(caller)?.get(client)?.get(route);
  }

  #open(key: UsageKey): Count {
    const found = this.#find(key);
    if (found !== undefined) return found;
    const count = {
      requests: 0,
      clientErrors: 0,
      serverErrors: 0,
      lossy: 0,
      first: Infinity,
      last: -Infinity,
    };
    shelfIn(shelfIn(this.#callers, key.caller), key.client).set(key.route, count);
    this.#size += 1;
    return count;
  }
}

export function othersOf({ route }: UsageKey): UsageKey {
  return { caller: beyond, client: '', route };
}

function shelfIn<T>(shelf: Shelf<Shelf<T>>, name: string): Shelf<T> {
  let found = shelf.get(name);
  if (found === undefined) shelf.set(name, (found = new Map<string, T>()));
  return found;
}
