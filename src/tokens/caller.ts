import type { GatewayError } from '../errors/gateway-error.js';
import type { Credentials } from './credentials.js';

/** Kinds of callers. Facts: v1 section 1. */
export const callerKinds = ['global', 'app', 'user', 'v2', 'anonymous'] as const;
export type CallerKind = (typeof callerKinds)[number];

/** A v2 bearer for a caller; the same shape as in `upstream/exchange.ts`, because layers do not import siblings. */
export interface CallerBearer {
  /** Client id of the token at the tenant; undefined where the token does not tell. */
  readonly clientId: string | undefined;
  /** Not a promise where the token is held, so that a request need not wait; the same holds for `scopes`. */
  current(): string | Promise<string>;
  renew(refused: string): Promise<string>;
  /** The scopes of the token that `current` gives. */
  scopes(): TokenScopes | Promise<TokenScopes>;
  /** The scopes of a token made within the last ten minutes, if one can be got: the grant may have been widened. */
  recentScopes(): Promise<TokenScopes>;
}

/** Scopes of a v2 token; undefined where only v2 knows them. */
export type TokenScopes = ReadonlySet<string> | undefined;

/** The subject sealed into a v1 token, and into the paging links and tickets made from it. */
export interface SealedSubject {
  readonly clientId: string;
  readonly kind: 'global' | 'app' | 'v2';
  /** The client's own secret, if it is needed; for a `v2` caller the token itself. */
  readonly secret: string | undefined;
  /** The token that a link or ticket was made from, so that all are revoked together; absent for a new token. */
  readonly token?: TokenOrigin;
}

export interface TokenOrigin {
  readonly id: string;
  /** Seconds since the epoch. Absent where it is not verified: then a link has a date of its own. */
  readonly issuedAt?: number;
}

/** Finds id and secret of the named client, by default of the caller itself; undefined where they are not known. */
export type FindCredentials = (clientId?: string) => Credentials | undefined;

export interface Caller {
  readonly kind: CallerKind;
  /**
   * The legacy client's id, empty for an anonymous caller; of a `v2` caller the unverified id that its token claims.
   */
  readonly clientId: string;
  /** The kind is an assumption: without a clients file every client counts as `global`. */
  readonly guessed?: boolean;
  /** The tenant's client that the clients file maps this client to. */
  readonly standIn?: string | undefined;
  /** The user of the id_token, the only one that a `user` caller may see and change. */
  readonly userId?: string;
  /** Undefined where there are no upstream credentials: an anonymous caller or a user without service credentials. */
  readonly bearer: CallerBearer | undefined;
  /** The bearer for calls that the scopes `own` of the caller's own bearer do not cover. */
  readonly fallback?: { readonly own: ReadonlySet<string>; readonly bearer: CallerBearer } | undefined;
  /** Why the credentials of the request were refused; the caller is then anonymous, and most routes refuse it. */
  readonly refusal?: GatewayError;
  /** Where the list continues, if the caller follows a paging link. */
  readonly cursor?: string | undefined;
  /** For calls that need a client's own secret; a function for the same reason as `session`. */
  readonly credentials?: FindCredentials;
  /**
   * For `Tokens.sealLink` and `sealTicket`; absent where nothing can be sealed. A function, so that a logged caller
   * shows no secret.
   */
  readonly session?: () => SealedSubject;
}
