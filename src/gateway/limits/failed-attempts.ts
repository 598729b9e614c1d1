import { hash } from 'node:crypto';
import { GatewayError, type ErrorCode } from '../../errors/gateway-error.js';

/** One attempt to authenticate as a client. */
export interface Attempt {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Where it comes from, see `clientNetwork`. */
  readonly network: string;
}

export interface FailedAttemptsOptions {
  /** Failures allowed for all clients from one network; default 50. */
  readonly perNetwork?: number;
  /** Counters kept; the oldest are dropped first. Default 10,000. */
  readonly most?: number;
  /** Milliseconds of a monotonic clock. */
  readonly now?: () => number;
}

/** Failures allowed for one client from one network within the window. */
const perClient = 10;
/** The window begins with the first failure. */
const windowMs = 60_000;

interface Tally {
  readonly key: string;
  readonly limit: number;
  failures: number;
  /** Time of the first failure. */
  since: number;
  /** Attempts in flight, by digest of their credentials. */
  readonly pending: Map<string, number>;
}

const wrongCredentials: ReadonlySet<ErrorCode> = new Set(['client-unknown', 'client-secret-wrong']);

/**
 * Bounds how often credentials may be guessed; beyond the bound the tenant is not asked. Failures count by client and
 * network together, never by client alone, so that a stranger elsewhere cannot lock a client out. An attempt in
 * flight counts like a failure, so that parallel guesses are bounded too; the same guess counts once.
 */
export class FailedAttempts {
  readonly #tallies = new Map<string, Tally>();
  readonly #options: Required<FailedAttemptsOptions>;

  constructor(options: FailedAttemptsOptions = {}) {
    this.#options = {
      perNetwork: 50,
      most: 10_000,
      now: () => performance.now(),
      ...options,
    };
  }

  /**
   * Does the work unless there were too many failures. A success resets the count of this client and network.
   *
   * @throws GatewayError `too-many-attempts`, and what the work throws
   */
  async guard<T>({ clientId, clientSecret, network }: Attempt, work: () => Promise<T>): Promise<T> {
    const client = this.#tally(digest(network, clientId), perClient);
    const tallies = [client, this.#tally(digest(network), this.#options.perNetwork)];
    const guess = digest(clientId, clientSecret);
    for (const tally of tallies) this.#refuse(tally, guess);
    for (const tally of tallies) this.#enter(tally, guess);
    try {
      const result = await work();
      client.failures = 0;
      return result;
    } catch (error) {
      if (error instanceof GatewayError && wrongCredentials.has(error.code)) this.#count(tallies, guess);
      throw error;
    } finally {
      for (const tally of tallies) this.#leave(tally, guess);
    }
  }

  #tally(key: string, limit: number): Tally {
    const known = this.#tallies.get(key);
    if (known === undefined) return { key, limit, failures: 0, since: 0, pending: new Map() };
    if (this.#options.now() - known.since >= windowMs) known.failures = 0;
    return known;
  }

  #refuse({ limit, failures, since, pending }: Tally, guess: string): void {
    const others = pending.size - (pending.has(guess) ? 1 : 0);
    if (failures + others < limit) return;
    const leftMs = failures === 0 ? 0 : since + windowMs - this.#options.now();
    throw new GatewayError('too-many-attempts', { retryAfterS: Math.max(1, Math.ceil(leftMs / 1000)) });
  }

  #enter(tally: Tally, guess: string): void {
    this.#tallies.set(tally.key, tally);
    tally.pending.set(guess, (tally.pending.get(guess) ?? 0) + 1);
    if (this.#tallies.size <= this.#options.most) return;
    const [oldest = ''] = this.#tallies.keys();
    this.#tallies.delete(oldest);
  }

  #count(tallies: readonly Tally[], guess: string): void {
    for (const tally of tallies) {
      // Equal guesses made in parallel count once, when the last of them ends.
      if (tally.pending.get(guess) !== 1) continue;
      if (tally.failures === 0) tally.since = this.#options.now();
      tally.failures += 1;
    }
  }

  #leave(tally: Tally, guess: string): void {
    const { key, failures, pending } = tally;
    const left = (pending.get(guess) ?? 0) - 1;
    if (left > 0) pending.set(guess, left);
    else pending.delete(guess);
    const isOver = failures === 0 && pending.size === 0;
    if (isOver && this.#tallies.get(key) === tally) this.#tallies.delete(key);
  }
}

/** A fixed length: the sender decides how long ids and secrets are. */
function digest(...parts: string[]): string {
  return hash('sha256', JSON.stringify(parts), 'base64url');
}
