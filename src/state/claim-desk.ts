import { randomUUID } from 'node:crypto';
import { ErrorReply } from '@redis/client';
import { GatewayError } from '../errors/gateway-error.js';
import type { LocalClaim, LocalClaims } from './local-claims.js';
import type { RedisClaims } from './redis-claims.js';
import type { RedisClient, RedisConnection } from './redis-connection.js';
import type { Claim } from './shared-state.js';
import { within } from './within.js';

export interface ClaimDeskOptions {
  readonly here: LocalClaims;
  readonly there: RedisClaims;
  /** Undefined while Redis is away. */
  readonly connection: () => RedisConnection | undefined;
  /** For an answer of Redis, in milliseconds. */
  readonly answerMs: number;
  /** Called once each time Redis begins to refuse claims, with the reason, and once each time it takes them again. */
  readonly onRefusing: (reason: string) => void;
  readonly onTaking: () => void;
}

/** What Redis says while it is no Redis to claim at: one that has just lost its office, or is not ready. */
const outOfOffice = /^(?:READONLY|LOADING|MASTERDOWN|CLUSTERDOWN)\b/;

/**
 * Claims here first, then in Redis. While that is away, what is claimed here holds in this process. A Redis that is there
 * and refuses (its memory is full, it permits too little) is another thing: two replicas would both go on.
 */
export class ClaimDesk {
  #isRefusing = false;
  /** The latest that was told of claims; it may not be in use yet, or any more. */
  #told: RedisConnection | undefined;

  constructor(private readonly options: ClaimDeskOptions) {}

  /** Whether Redis, when last asked, was there and refused. */
  get isRefusing(): boolean {
    return this.#isRefusing;
  }

  /** @throws GatewayError `claim-refused` */
  async claim(key: string, lifeMs: number): Promise<Claim | undefined> {
    const { here, there } = this.options;
    const claim = here.take(key, randomUUID(), lifeMs);
    if (claim === undefined) return undefined;
    try {
      // One whose answer is lost may be ours: it goes on here.
      if ((await this.#ask((client) => there.take(client, claim, lifeMs))) ?? true)
        return { release: () => this.#release(claim) };
    } catch (error) {
      here.release(claim);
      throw error;
    }
    here.release(claim);
    return undefined;
  }

  /** @throws GatewayError `claim-refused` */
  async isTaken(key: string): Promise<boolean> {
    const { here, there } = this.options;
    return here.isTaken(key) || ((await this.#ask((client) => there.isTaken(client, key))) ?? false);
  }

  /** Tells a Redis that is back of the claims that still live. */
  async tell(connection: RedisConnection): Promise<void> {
    const { here, there } = this.options;
    const { asking } = connection;
    this.#told = connection;
    await Promise.all(
      here.live().map(async ({ claim, leftMs }) => {
        try {
          await there.take(asking, claim, leftMs);
        } catch (error) {
          if (!isRefusal(error)) throw error;
          this.#note(error);
        }
      }),
    );
  }

  async #release(claim: LocalClaim): Promise<void> {
    const { here, there, connection } = this.options;
    try {
      await this.#ask((client) => there.release(client, claim), connection() ?? this.#told);
    } catch {
      // Redis gives it back itself when its time is over.
    } finally {
      here.release(claim);
    }
  }

  /** @returns undefined where Redis is away, or goes */
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
