import type { BearerOf } from './caller-tokens.js';

/** Tokens that are renewed after a refusal. */
export interface RenewedTokens {
  readonly bearerOf: BearerOf;
  /** Reports a refused token: all tokens are obtained anew on their next use. */
  renew(): void;
}

/** Least time between renewals, so that an outdated secret does not bring a client to the limit of failed attempts. */
const pauseMs = 60_000;

/**
 * Drops all tokens if one is refused or cannot be obtained, at most once a minute.
 *
 * @param make returns a source without any tokens
 * @param now milliseconds of any clock
 */
export function renewedTokens(
  make: () => BearerOf,
  now: () => number = () => performance.now(),
): RenewedTokens {
  let current = make();
  let since = now();
  const renew = (): void => {
    if (now() - since < pauseMs) return;
    current = make();
    since = now();
  };
  return {
    bearerOf: async (caller) => {
      try {
        return await current(caller);
      } catch (error) {
        renew();
        throw error;
      }
    },
    renew,
  };
}
