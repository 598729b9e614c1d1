import { importJWK, type CryptoKey } from 'jose';
import { z } from 'zod';
import { GatewayError } from '../errors/gateway-error.js';
import { isWithin, SingleFlight } from './single-flight.js';

/**
 * Reads the tenant's key set as parsed JSON.
 *
 * @throws GatewayError `upstream-unreachable`, `upstream-lost`, `upstream-timeout`, `upstream-unreadable`
 */
export type ReadKeySet = () => Promise<unknown>;

export interface PublishedKey {
  readonly key: CryptoKey;
  /** The modulus; it identifies the key. */
  readonly modulus: string;
}

export interface KeySetOptions {
  readonly read: ReadKeySet;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** After this long the keys are still used but read again in the background: a key that is gone has been revoked. */
const freshMs = 10 * 60_000;
/** Pause after the key set was read for a `kid` that it does not hold: unknown keys do not cause another reading. */
const fruitlessPauseMs = 30_000;
const failedPauseMs = 1_000;

/** RFC 7517 section 4; only keys for RS256 signatures are used. */
const keySchema = z.object({
  kty: z.literal('RSA'),
  kid: z.string(),
  /** base64url of 2,048 bits (RFC 7518 section 3.3) to 8,192. */
  n: z.string().regex(/^[\w-]{342,1366}$/),
  e: z.string(),
  use: z.literal('sig').optional(),
  alg: z.literal('RS256').optional(),
});
const setSchema = z.object({ keys: z.array(z.unknown()) });

/**
 * The tenant's RS256 keys by `kid`. A new key is found at once. Made-up `kid`s cost one reading every 30 seconds,
 * however many requests bring them. While the tenant cannot be read, the last good set is used.
 */
export class KeySet {
  private keys: ReadonlyMap<string, PublishedKey> = new Map();
  private readAt = -Infinity;
  private fruitlessAt = -Infinity;
  /** The reading in the background, if any. */
  private behind: Promise<void> | undefined;
  private readonly flights: SingleFlight<void>;

  constructor(private readonly options: KeySetOptions) {
    const { now } = options;
    this.flights = new SingleFlight({ isFailure: () => false, pauseMs: failedPauseMs, maxFailures: 1, now });
  }

  /** @throws for a key not known yet what `read` throws, and GatewayError `upstream-unreadable` */
  async find(kid: string): Promise<PublishedKey | undefined> {
    const known = this.keys.get(kid);
    const now = this.options.now();
    if (known !== undefined) {
      if (!isWithin(freshMs, this.readAt, now)) this.refreshBehind();
      return known;
    }
    if (isWithin(fruitlessPauseMs, this.fruitlessAt, now)) return undefined;
    // A background reading may predate this key's publication, so it does not count as a reading for the key.
    await this.behind;
    if (!this.keys.has(kid)) await this.refresh();
    const found = this.keys.get(kid);
    if (found === undefined) this.fruitlessAt = this.options.now();
    return found;
  }

  private refreshBehind(): void {
    this.behind ??= this.refresh()
      .catch(() => undefined)
      .finally(() => (this.behind = undefined));
  }

  private refresh(): Promise<void> {
    return this.flights.run('', async () => {
      const keys = await importKeys(await this.options.read());
      if (keys.size === 0) throw new GatewayError('upstream-unreadable');
      this.keys = keys;
      this.readAt = this.options.now();
    });
  }
}

/** Imports the usable keys and skips the others. */
export async function importKeys(body: unknown): Promise<ReadonlyMap<string, PublishedKey>> {
  const listed = setSchema.safeParse(body).data?.keys ?? [];
  const usable = listed.flatMap((jwk) => keySchema.safeParse(jwk).data ?? []);
  return new Map(await Promise.all(usable.map(importKey)));
}

async function importKey({ kty, kid, n, e }: z.infer<typeof keySchema>): Promise<[string, PublishedKey]> {
  return [kid, { key: await importJWK({ kty, n, e }, 'RS256'), modulus: n }];
}
