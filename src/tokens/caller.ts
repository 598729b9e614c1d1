import type { GatewayError } from '../errors/gateway-error.js';

/** Who asks, as far as holdover knows. Facts: v1 section 1. */
export const callerKinds = ['global', 'app', 'user', 'v2', 'anonymous'] as const;
export type CallerKind = (typeof callerKinds)[number];

/** A v2 bearer for this caller, see `upstream/exchange.ts` (structurally the same, layers do not import siblings). */
export interface CallerBearer {
  current(): Promise<string>;
  renew(refused: string): Promise<string>;
}

/** What a paging link repeats of the token it continues. */
export interface Sealable {
  readonly clientId: string;
  readonly kind: 'global' | 'app';
  readonly secret: string | undefined;
  /** The token that it began with, so that both are taken back together; absent: a new one. */
  readonly token?: TokenOrigin;
}

export interface TokenOrigin {
  readonly id: string;
  /** Seconds since the epoch. */
  readonly issuedAt: number;
}

export interface Caller {
  readonly kind: CallerKind;
  /** The legacy client's id; empty for an anonymous caller. */
  readonly clientId: string;
  /** Undefined where no upstream credentials exist for this caller (an anonymous one without service credentials). */
  readonly bearer: CallerBearer | undefined;
  /** Why the credentials that came along were not taken: the caller is anonymous, and most routes refuse it. */
  readonly refusal?: GatewayError;
  /**
   * For `Tokens.sealLink` alone; absent where no link can be sealed. A function, so that a caller that is logged
   * or printed shows no secret.
   */
  readonly session?: () => Sealable;
}
