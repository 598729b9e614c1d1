import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { CallerBearer } from './caller.js';
import type { Credentials } from './credentials.js';
import { granted, readGrant, type Grant, type Granted, type TokenExchange } from './grant.js';
import { readJwt } from './jwt.js';
import { nobodyCounts, type TokenNeeded } from './opened-cache.js';
import type { TokenSigner } from './sign-v2-token.js';
import { isWithin, SingleFlight } from './single-flight.js';

export interface UpstreamTokensOptions {
  readonly exchange: TokenExchange;
  readonly audience: string;
  /** Signs v2 tokens for a tenant whose token endpoint gives v1 tokens, which only prove the credentials. */
  readonly sign?: TokenSigner | undefined;
  readonly tokenNeeded?: TokenNeeded | undefined;
  /** Milliseconds; the gateway passes a monotonic clock. */
  readonly now: () => number;
  /** Number of credentials whose tokens are kept; least recently used go first. Default 1,000. */
  readonly maxEntries?: number;
}

interface Held {
  readonly grant: Granted;
  readonly askedAt: number;
  readonly renewAt: number;
  readonly expiresAt: number;
  /** Requested because v2 refused the previous token. */
  readonly forced: boolean;
  /** Signed here, after the tenant had accepted the credentials. */
  readonly signed: boolean;
}

interface Ask {
  readonly key: string;
  readonly credentials: Credentials;
}

/**
 * Pause after a failed exchange, and after a renewal whose token v2 refuses as well: at most one exchange a second,
 * however broken the set-up is. Grants are metered (facts: v2 section 3b).
 */
const pauseMs = 1_000;

/** How often a new token may be requested to find wider scopes: a token keeps the scopes that it was made with. */
const recentMs = 10 * 60_000;

/** v2 access tokens by credentials; one exchange at a time for each, however many callers ask. */
export class UpstreamTokens {
  private readonly held: LRUCache<string, Held>;
  /** Keeps refusals apart from the tokens, so that a flood of wrong secrets does not evict good tokens. */
  private readonly flights: SingleFlight<Grant>;

  constructor(private readonly options: UpstreamTokensOptions) {
    const { now, maxEntries = 1_000 } = options;
    this.held = new LRUCache({ max: maxEntries });
    this.flights = new SingleFlight({
      isFailure: (grant) => grant.kind === 'refused',
      pauseMs,
      maxFailures: maxEntries,
      now,
    });
  }

  bearerFor(credentials: Credentials): CallerBearer {
    const ask: Ask = { key: keyOf(credentials), credentials };
    return {
      clientId: credentials.clientId,
      current: () => this.lookAt(ask, ({ token }) => token),
      renew: async (refused) => (await this.renew(ask, refused)).token,
      scopes: () => this.lookAt(ask, ({ scopes }) => scopes),
      recentScopes: async () => (await this.recent(ask)).scopes,
    };
  }

  /**
   * Whether the tenant accepts these credentials. A held grant proves them again until it expires.
   *
   * @throws what the exchange and `readGrant` throw
   */
  async grantFor(credentials: Credentials): Promise<Grant> {
    const ask: Ask = { key: keyOf(credentials), credentials };
    return this.recall(ask)?.grant ?? this.obtain(ask);
  }

  /** The held token, unless it has expired. */
  private recall({ key }: Ask): Held | undefined {
    const { now, tokenNeeded = nobodyCounts } = this.options;
    const held = this.held.get(key);
    const isGood = held !== undefined && now() < held.expiresAt;
    tokenNeeded('v2', isGood);
    return isGood ? held : undefined;
  }

  /** Not a promise where the token is held: every request comes through here. */
  private lookAt<T>(ask: Ask, part: (grant: Granted) => T): T | Promise<T> {
    const held = this.current(ask);
    return held instanceof Promise ? held.then(part) : part(held);
  }

  private current(ask: Ask): Granted | Promise<Granted> {
    const held = this.recall(ask);
    if (held === undefined) return this.obtain(ask).then(granted);
    // Renewed in the background. A failure is ignored here; it is reported once the token has expired.
    if (this.options.now() >= held.renewAt) this.obtain(ask).catch(() => undefined);
    return held.grant;
  }

  private async renew(ask: Ask, refused: string): Promise<Granted> {
    const held = this.held.get(ask.key);
    if (held !== undefined) {
      const now = this.options.now();
      const isRefused = held.grant.token === refused;
      if (!isRefused && now < held.expiresAt) return held.grant;
      if (isRefused && held.forced && isWithin(pauseMs, held.askedAt, now)) return held.grant;
      this.held.delete(ask.key);
    }
    return granted(await this.obtain(ask, true));
  }

  private async recent(ask: Ask): Promise<Granted> {
    const grant = await this.current(ask);
    const held = this.held.get(ask.key);
    if (held?.signed === true) return this.resign(ask, held);
    if (held !== undefined && isWithin(recentMs, held.askedAt, this.options.now())) return grant;
    try {
      return granted(await this.obtain(ask));
    } catch {
      return grant;
    }
  }

  /** Signs the token again with the current scopes, without asking the tenant. */
  private async resign({ key, credentials }: Ask, held: Held): Promise<Granted> {
    const grant = (await this.options.sign?.(credentials)) ?? held.grant;
    this.held.set(key, { ...held, grant });
    return grant;
  }

  private obtain(ask: Ask, forced = false): Promise<Grant> {
    return this.flights.run(ask.key, async () => {
      const askedAt = this.options.now();
      const { exchange, audience, sign } = this.options;
      const given = readGrant(await exchange(formFor(ask.credentials, audience)));
      const isV2 = given.kind === 'refused' || readJwt(given.token) !== undefined;
      const signed = !isV2 && sign !== undefined;
      const grant = signed ? await sign(ask.credentials) : given;
      if (grant.kind === 'granted') {
        this.held.set(ask.key, { ...spanOf(grant.livesS, askedAt), grant, forced, signed });
      }
      return grant;
    });
  }
}

/** A digest, so that no key holds the secret. */
function keyOf({ clientId, clientSecret }: Credentials): string {
  return hash('sha256', JSON.stringify([clientId, clientSecret]), 'base64url');
}

function formFor({ clientId, clientSecret }: Credentials, audience: string): Record<string, string> {
  return { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret, audience };
}

/** Renewal after 80 % of the lifetime and at least 30 s before its end; below a minute after half of it. */
function spanOf(livesS: number, askedAt: number): Pick<Held, 'askedAt' | 'renewAt' | 'expiresAt'> {
  const renewAfterS = livesS < 60 ? livesS / 2 : Math.min(0.8 * livesS, livesS - 30);
  return { askedAt, renewAt: askedAt + renewAfterS * 1000, expiresAt: askedAt + livesS * 1000 };
}
