import type { BearerOf } from './caller-tokens.js';

/** Tokens for work without an end. */
export interface RenewedTokens {
  readonly bearerOf: BearerOf;
  /** A token was refused: all are got anew when they are next needed. */
  renew(): void;
}

/** So that a secret that is wrong by now does not bring a client to the limit of failed attempts. */
const pauseMs = 60_000;

/**
 * Throws all tokens away where one is refused or cannot be got, once a minute at most.
 *
 * @param make begins anew, without a token
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
