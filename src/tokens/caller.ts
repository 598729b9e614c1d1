import type { GatewayError } from '../errors/gateway-error.js';
import type { Credentials } from './credentials.js';

/** Who asks, as far as holdover knows. Facts: v1 section 1. */
export const callerKinds = ['global', 'app', 'user', 'v2', 'anonymous'] as const;
export type CallerKind = (typeof callerKinds)[number];

/** A v2 bearer for this caller, see `upstream/exchange.ts` (structurally the same, layers do not import siblings). */
export interface CallerBearer {
  /** The tenant's client that the token is for; undefined where it does not tell. */
  readonly clientId: string | undefined;
  /** At once where it is held; so are its scopes. */
  current(): string | Promise<string>;
  renew(refused: string): Promise<string>;
  /** The scopes of the token that `current` answers. */
  scopes(): TokenScopes | Promise<TokenScopes>;
  /** As `scopes`, of a token made within the last ten minutes, if one can be got: the client may have been granted more. */
  recentScopes(): Promise<TokenScopes>;
}

/** Of a v2 token; undefined where v2 alone can tell. */
export type TokenScopes = ReadonlySet<string> | undefined;

/** Whose it is: what is sealed into a v1 token, and again into the paging links and tickets that continue it. */
export interface SealedSubject {
  readonly clientId: string;
  readonly kind: 'global' | 'app' | 'v2';
  /** The client's own secret where it is needed; of a `v2` caller the token itself. */
  readonly secret: string | undefined;
  /** The token that it began with, so that both are taken back together; absent: a new one. */
  readonly token?: TokenOrigin;
}

export interface TokenOrigin {
  readonly id: string;
  /** Seconds since the epoch; absent where nobody has verified it: then a link is as old as it is. */
  readonly issuedAt?: number;
}

/** The id and secret of the named client, of the caller's own unless told; undefined where they are not known. */
export type FindCredentials = (clientId?: string) => Credentials | undefined;

export interface Caller {
  readonly kind: CallerKind;
  /** The legacy client's id; empty for an anonymous caller. Of a `v2` caller it is what the token claims. */
  readonly clientId: string;
  /** Nobody has told the kind: without a clients file every client comes as `global`. */
  readonly guessed?: boolean;
  /** The tenant's client that the clients file names in the place of this one. */
  readonly standIn?: string | undefined;
  /** Whose id_token it is: the one user that a `user` caller may see and change. */
  readonly userId?: string;
  /** Undefined where no upstream credentials exist for this caller: an anonymous one or a user, without service credentials. */
  readonly bearer: CallerBearer | undefined;
  /** What those calls are made with for which the scopes of the caller's own bearer, `own`, do not suffice. */
  readonly fallback?: { readonly own: ReadonlySet<string>; readonly bearer: CallerBearer } | undefined;
  /** Why the credentials that came along were not taken: the caller is anonymous, and most routes refuse it. */
  readonly refusal?: GatewayError;
  /** Where the list goes on, for a caller who follows a paging link. */
  readonly cursor?: string | undefined;
  /** For the calls that go by a client's own secret; a function as `session` is. */
  readonly credentials?: FindCredentials;
  /**
   * For `Tokens.sealLink` alone; absent where no link can be sealed. A function, so that a caller that is logged
   * or printed shows no secret.
   */
  readonly session?: () => SealedSubject;
}
