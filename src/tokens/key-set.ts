import { importJWK, type CryptoKey } from 'jose';
import { z } from 'zod';
import { GatewayError } from '../errors/gateway-error.js';
import { isWithin, SingleFlight } from './single-flight.js';

/**
 * Reads the keys that the tenant publishes, as parsed JSON.
 *
 * @throws GatewayError `upstream-unreachable`, `upstream-timeout`, `upstream-unreadable`
 */
export type ReadKeySet = () => Promise<unknown>;

export interface PublishedKey {
  readonly key: CryptoKey;
  /** The modulus: no two keys have the same. */
  readonly modulus: string;
}

export interface KeySetOptions {
  readonly read: ReadKeySet;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Older keys are good, but asked for again in the background: one that is gone has been revoked. */
const freshMs = 10 * 60_000;
/** The key set was read for a key that is not in it: for so long it is not read again for an unknown key. */
const fruitlessPauseMs = 30_000;
const failedPauseMs = 1_000;

/** RFC 7517 section 4; keys for anything but RS256 signatures are not ours. */
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
 * The tenant's RS256 keys by their `kid`. A new one is there at once; a made-up one costs a reading every 30
 * seconds, however many ask; and while the tenant cannot be read, the last good set stands.
 */
export class KeySet {
  private keys: ReadonlyMap<string, PublishedKey> = new Map();
  private readAt = -Infinity;
  private fruitlessAt = -Infinity;
  /** A reading in the background. */
  private behind: Promise<void> | undefined;
  private readonly flights: SingleFlight<void>;

  constructor(private readonly options: KeySetOptions) {
    const { now } = options;
    this.flights = new SingleFlight({ isFailure: () => false, pauseMs: failedPauseMs, maxFailures: 1, now });
  }

  /** @throws what `read` throws, and `upstream-unreadable`, where the key is not known yet */
  async find(kid: string): Promise<PublishedKey | undefined> {
    const known = this.keys.get(kid);
    const now = this.options.now();
    if (known !== undefined) {
      if (!isWithin(freshMs, this.readAt, now)) this.refreshBehind();
      return known;
    }
    if (isWithin(fruitlessPauseMs, this.fruitlessAt, now)) return undefined;
    // One that was begun for no key may be from before this one was published.
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

/** What is no key for us does not take the others with it. */
export async function importKeys(body: unknown): Promise<ReadonlyMap<string, PublishedKey>> {
  const listed = setSchema.safeParse(body).data?.keys ?? [];
  const usable = listed.flatMap((jwk) => keySchema.safeParse(jwk).data ?? []);
  return new Map(await Promise.all(usable.map(importKey)));
}

async function importKey({ kty, kid, n, e }: z.infer<typeof keySchema>): Promise<[string, PublishedKey]> {
  return [kid, { key: await importJWK({ kty, n, e }, 'RS256'), modulus: n }];
}
