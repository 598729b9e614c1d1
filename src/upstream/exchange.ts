import type { TraceContext } from '../observe/tracing/trace-context.js';
import type { Cancellation } from './cancellation.js';

/** One HTTP request to the v2 tenant. */
export interface UpstreamRequest {
  readonly method: string;
  /** Path on the tenant, percent-encoded, without query, e.g. `/api/v2/users/auth0%7C1`. */
  readonly path: string;
  /** Query in order; values are encoded by the sender. */
  readonly query?: readonly (readonly [string, string])[] | undefined;
  /** JSON body; absent means no body and no content type. */
  readonly body?: unknown;
  /** Identifies the asker, no secret: where calls have to wait, those of different askers take turns. */
  readonly callerKey?: string | undefined;
  /** The path as the map has it, e.g. `/api/v2/users/{user_id}`, for readers that must not see ids. */
  readonly template?: string | undefined;
  /** A read that prepares a write: it joins no read that began before it. */
  readonly fresh?: boolean | undefined;
  /** The trace that this call belongs to. */
  readonly trace?: TraceContext | undefined;
  /** What a good answer holds; default JSON. */
  readonly answers?: 'json' | 'text' | undefined;
  /** Whether only the ASCII part of this answer will be read, so that it need not be decoded; absent: it is decoded. */
  readonly copiesText?: ((answer: unknown) => boolean) | undefined;
}

/** What came back, read leniently: `body` is the parsed JSON or the text that was asked for; undefined where empty. */
export interface UpstreamAnswer {
  readonly status: number;
  readonly body: unknown;
  /** Its texts were not decoded: each character stands for one byte of UTF-8 (WHATWG Infra, isomorphic decode). */
  readonly isomorphic?: boolean;
}

/** Where the bearer of a call comes from. Its owner renews it early; the sender has it renewed once more on a 401. */
export interface BearerSource {
  /**
   * The bearer; without a promise where it is held.
   *
   * @throws GatewayError `upstream-token-refused`, `upstream-unreachable`, `credentials-missing`
   */
  current(): string | Promise<string>;
  /** Called with the token that v2 refused with 401; resolves to a newer one, or to the same one if there is none. */
  renew(refused: string): Promise<string>;
}

export interface Upstream {
  /**
   * Sends one call and resolves for status 200 to 299.
   *
   * @throws GatewayError `upstream-refused` (any other status; details carry status, errorCode and message),
   *   `upstream-unreachable`, `upstream-lost`, `upstream-unreadable`, `upstream-timeout`, `client-closed-request`;
   *   where the call was not made `upstream-down`, `upstream-busy`, `upstream-limited`, `request-malformed`, and what
   *   getting the bearer throws; for a read also `answers-too-many`
   */
  send(
    request: UpstreamRequest,
    bearer: BearerSource | undefined,
    signal: Cancellation,
  ): Promise<UpstreamAnswer>;
  close(): Promise<void>;
}
