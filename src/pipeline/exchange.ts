import type { MatchResult } from '../map/match/matched.js';
import type { TraceContext } from '../observe/trace-context.js';
import type { Cancellation } from '../upstream/cancellation.js';
import type { Caller } from '../tokens/caller.js';

/** A v1 request as the gateway hands it over: read, bounded, parsed, not yet trusted. */
export interface V1Request {
  readonly method: string;
  /** Raw path as sent, still percent-encoded, without query, e.g. `/api/users/auth0%7C1/`. */
  readonly path: string;
  /** What the route index finds for it; it is asked where nobody has asked it yet. */
  readonly found?: MatchResult;
  /** Raw query without `?`, as sent; `+` is a literal plus in v1. */
  readonly query: string;
  /** The bearer of the Authorization header, if one came; wins over `?access_token=`. */
  readonly authorization: string | undefined;
  /** Parsed JSON or form body; undefined when there was none. */
  readonly body: unknown;
  /** Scheme and authority as the client sees them, e.g. `https://localhost:8443`: base of `Link`. */
  readonly origin: string;
  readonly signal: Cancellation;
  /** The trace that this request belongs to. */
  readonly trace?: TraceContext | undefined;
}

export type V1Body =
  | {
      readonly kind: 'json';
      readonly value: unknown;
      /** Its letters stand for bytes of UTF-8: it is written as Latin-1. */
      readonly isomorphic?: boolean;
    }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'script'; readonly value: string }
  | { readonly kind: 'page'; readonly value: string };

/** What goes back to the v1 client. Header names are written as spelled here. */
export interface V1Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: V1Body;
  /** For the log and the metrics. */
  readonly outcome: ReplyOutcome;
}

export interface ReplyOutcome {
  readonly caller: Pick<Caller, 'kind' | 'clientId'> | undefined;
  /** v2 calls made. */
  readonly calls: number;
  /** Ids of the losses this request ran into. */
  readonly lossy: readonly string[];
  /** The error code, with the upstream's own where there is one. */
  readonly error?: {
    readonly code: string;
    readonly upstreamStatus?: number;
    readonly upstreamCode?: string;
    /** What the way to the tenant broke by. */
    readonly reason?: string;
    /** Scopes that the token lacks. */
    readonly scopes?: readonly string[];
  };
  /** Set for what is, or may be, a fault of our own: the cause, for the log. */
  readonly cause?: unknown;
}
