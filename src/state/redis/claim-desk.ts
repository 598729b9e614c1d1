import { randomUUID } from 'node:crypto';
import { ErrorReply } from '@redis/client';
import { GatewayError } from '../../errors/gateway-error.js';
import type { LocalClaim, LocalClaims } from '../local-claims.js';
import type { RedisClaims } from './redis-claims.js';
import type { RedisClient, RedisConnection } from './redis-connection.js';
import type { Claim } from '../shared-state.js';
import { within } from '../within.js';

export interface ClaimDeskOptions {
  readonly here: LocalClaims;
  readonly there: RedisClaims;
  /** Undefined while Redis is away. */
  readonly connection: () => RedisConnection | undefined;
  /** Longest wait for an answer of Redis, in milliseconds. */
  readonly answerMs: number;
  /** Called once each time Redis begins to refuse claims, with the reason, and once each time it takes them again. */
  readonly onRefusing: (reason: string) => void;
  readonly onTaking: () => void;
}

/** Errors of a Redis that was just demoted or is not ready. It counts as away, not as refusing. */
const outOfOffice = /^(?:READONLY|LOADING|MASTERDOWN|CLUSTERDOWN)\b/;

/**
 * Takes a claim in this process first, then in Redis. While Redis is away, the claim holds in this process. If Redis
 * is there and refuses (memory full, permission missing), the claim fails: otherwise two replicas would go on.
 */
export class ClaimDesk {
  #isRefusing = false;
  /** The connection that was told of the claims last; it may be not in use yet, or no longer. */
  #told: RedisConnection | undefined;
  readonly #asked = new WeakSet<LocalClaim>();
  /** Claims that Redis was asked for, and whose end it has not confirmed: it may still hold them when it is back. */
  readonly #unreleased = new Set<LocalClaim>();

  constructor(private readonly options: ClaimDeskOptions) {}

  /** Whether Redis, when last asked, was there and refused. */
  get isRefusing(): boolean {
    return this.#isRefusing;
  }

  /** @throws GatewayError `claim-refused` */
  async claim(key: string, lifeMs: number): Promise<Claim | undefined> {
    const { here } = this.options;
    const claim = here.take(key, randomUUID(), lifeMs);
    if (claim === undefined) return undefined;
    let isOurs = false;
    try {
      // A claim whose answer is lost may be ours: it counts as taken.
      isOurs = (await this.#ask((client) => this.#take(client, claim, lifeMs))) ?? true;
    } finally {
      if (!isOurs) here.release(claim);
    }
    return isOurs ? { release: () => this.#release(claim) } : undefined;
  }

  /** @throws GatewayError `claim-refused` */
  async isTaken(key: string): Promise<boolean> {
    const { here, there } = this.options;
    return here.isTaken(key) || ((await this.#ask((client) => there.isTaken(client, key))) ?? false);
  }

  /** Tells a Redis that is back which claims have ended meanwhile, and then which are still live. */
  async tell(connection: RedisConnection): Promise<void> {
    const { here, there } = this.options;
    const { asking } = connection;
    this.#told = connection;
    this.#forgetOver();
    // Redis answers in order: what has ended is gone before what is live is taken.
    await Promise.all([
      ...[...this.#unreleased].map(async (claim) => {
        await this.#unlessRefused(there.release(asking, claim));
        this.#unreleased.delete(claim);
      }),
      ...here.live().map(({ claim, leftMs }) => this.#unlessRefused(this.#take(asking, claim, leftMs))),
    ]);
  }

  /** What is over has also expired in Redis. A Redis that fails whenever it is told would let the list grow. */
  #forgetOver(): void {
    for (const claim of this.#unreleased) if (this.options.here.isOver(claim)) this.#unreleased.delete(claim);
  }

  #take(client: RedisClient, claim: LocalClaim, lifeMs: number): Promise<boolean> {
    this.#asked.add(claim);
    return this.options.there.take(client, claim, lifeMs);
  }

  async #release(claim: LocalClaim): Promise<void> {
    const { here, there, connection } = this.options;
    if (this.#asked.has(claim)) this.#unreleased.add(claim);
    try {
      await this.#ask(async (client) => {
        await there.release(client, claim);
        this.#unreleased.delete(claim);
      }, connection() ?? this.#told);
    } catch {
      // Redis drops the claim when its time is over.
      this.#unreleased.delete(claim);
    } finally {
      here.release(claim);
    }
  }

  async #unlessRefused(work: Promise<unknown>): Promise<void> {
    try {
      await work;
    } catch (error) {
      if (!isRefusal(error)) throw error;
      this.#note(error);
    }
  }

  /** @returns undefined where Redis is away, or goes away meanwhile */
  async #ask<T>(
    work: (client: RedisClient) => Promise<T>,
    connection = this.options.connection(),
  ): Promise<T | undefined> {
    if (connection === undefined) return undefined;
    try {
      const answer = await within(this.options.answerMs, work(connection.asking));
      this.#note(undefined);
      return answer;
    } catch (error) {
      if (isRefusal(error)) {
        this.#note(error);
        throw new GatewayError('claim-refused', {}, { cause: error });
      }
      connection.fail(error as Error);
      return undefined;
    }
  }

  #note(refusal: Error | undefined): void {
    const isRefusing = refusal !== undefined;
    if (isRefusing === this.#isRefusing) return;
    this.#isRefusing = isRefusing;
    if (isRefusing) this.options.onRefusing(refusal.message);
    else this.options.onTaking();
  }
}

function isRefusal(error: unknown): error is ErrorReply {
  return error instanceof ErrorReply && !outOfOffice.test(error.message);
}
