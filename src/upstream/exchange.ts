import type { TraceContext } from '../observe/trace-context.js';
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
  /** Who asks, no secret: where calls have to wait, those of different askers take turns. */
  readonly callerKey?: string | undefined;
  /** The path as the map has it, e.g. `/api/v2/users/{user_id}`, for those who must not see ids. */
  readonly template?: string | undefined;
  /** A read by somebody who is going to write: it joins no other that has begun before. */
  readonly fresh?: boolean | undefined;
  /** The trace that this call belongs to. */
  readonly trace?: TraceContext | undefined;
  /** What a good answer holds, JSON unless told. */
  readonly answers?: 'json' | 'text' | undefined;
  /** Whether nobody will read more than ASCII of this answer, so that it need not be decoded; absent: somebody may. */
  readonly copiesText?: ((answer: unknown) => boolean) | undefined;
}

/** What came back, read leniently: `body` is the parsed JSON, or the text that was asked for, or undefined for an empty answer. */
export interface UpstreamAnswer {
  readonly status: number;
  readonly body: unknown;
  /** Its texts were not decoded: each of their letters stands for a byte of UTF-8 (WHATWG Infra, isomorphic decode). */
  readonly isomorphic?: boolean;
}

/** Where the bearer for a call comes from: renewed early by its owner, renewed once more by the sender on a 401. */
export interface BearerSource {
  /**
   * At once where it is held.
   *
   * @throws GatewayError `upstream-token-refused`, `upstream-unreachable`, `credentials-missing`
   */
  current(): string | Promise<string>;
  /** Called with the token that v2 refused with 401; answers a newer one. */
  renew(refused: string): Promise<string>;
}

export interface Upstream {
  /**
   * Sends one call and answers for status 200 to 299.
   *
   * @throws GatewayError `upstream-refused` (v2 answered 4xx or 5xx; details carry status, errorCode and message),
   *   `upstream-unreachable`, `upstream-unreadable`, `upstream-timeout`, `client-closed-request`; where the call was not
   *   made `upstream-down`, `upstream-busy`, `upstream-limited`, `request-malformed`, and what getting the bearer
   *   throws; of a read also `answers-too-many`
   */
  send(
    request: UpstreamRequest,
    bearer: BearerSource | undefined,
    signal: Cancellation,
  ): Promise<UpstreamAnswer>;
  close(): Promise<void>;
}
