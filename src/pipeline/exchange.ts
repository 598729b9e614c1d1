import type { MatchResult } from '../map/match/matched.js';
import type { TraceContext } from '../observe/tracing/trace-context.js';
import type { Cancellation } from '../upstream/cancellation.js';
import type { Caller } from '../tokens/caller.js';

/** A v1 request from the gateway: read, size-limited and parsed, not yet trusted. */
export interface V1Request {
  readonly method: string;
  /** Raw path as sent, still percent-encoded, without query, e.g. `/api/users/auth0%7C1/`. */
  readonly path: string;
  /** What the route index found for it. Absent: the index has not been asked yet. */
  readonly found?: MatchResult;
  /** Raw query as sent, without `?`. In v1 `+` is a literal plus. */
  readonly query: string;
  /** The bearer token of the Authorization header, if there is one. It wins over `?access_token=`. */
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
      /** Isomorphic text: each character stands for one byte of UTF-8, so that it is written as Latin-1. */
      readonly isomorphic?: boolean;
    }
  | { readonly kind: 'text' | 'script' | 'page'; readonly value: string };

/** What goes back to the v1 client. Header names are sent in this spelling. */
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
  /** The error code, and the upstream's own code where there is one. */
  readonly error?: {
    readonly code: string;
    readonly upstreamStatus?: number | undefined;
    readonly upstreamCode?: string | undefined;
    /** Why the connection to the tenant failed. */
    readonly reason?: string | undefined;
    /** Scopes that the token lacks. */
    readonly scopes?: readonly string[] | undefined;
  };
  /** Of a failure: whether v2 may have made the write all the same. Absent outside the pipeline. */
  readonly mayBeMade?: boolean;
  /** The cause, for the log. Set where the failure is, or may be, holdover's own fault. */
  readonly cause?: unknown;
}
