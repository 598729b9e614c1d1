/**
 * Every failure that holdover itself can name. The union is closed. The compiler does not see a code that has no row
 * in `routes-map/errors.yaml`: the loader of that file checks both directions.
 */
export const errorCodes = [
  'token-missing',
  'token-invalid',
  'token-expired',
  'link-invalid',
  'link-expired',
  'ticket-invalid',
  'ticket-expired',
  'ticket-used',
  'outcome-unknown',
  'client-unknown',
  'client-secret-wrong',
  'too-many-attempts',
  'grant-unsupported',
  'caller-not-allowed',
  'not-own-user',
  'scope-missing',
  'credentials-missing',
  'route-unknown',
  'method-unknown',
  'request-malformed',
  'body-too-large',
  'body-unreadable',
  'input-invalid',
  'gone',
  'switched-off',
  'brownout',
  'brownout-of-write',
  'claim-refused',
  'record-busy',
  'lossy-refused',
  'step-missing',
  'name-lost',
  'sweep-interrupted',
  'half-done',
  'upstream-refused',
  'upstream-unreachable',
  'upstream-lost',
  'upstream-unreadable',
  'upstream-timeout',
  'upstream-down',
  'upstream-busy',
  'upstream-limited',
  'answers-too-many',
  'upstream-token-refused',
  'loop-detected',
  'client-closed-request',
  'internal-error',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/**
 * What a thrower knows besides the code. No field may hold a secret: `message` reaches the v1 client, the rest
 * reaches the log.
 */
export interface ErrorDetails {
  /** A sentence for the client that replaces or completes the row's own. */
  message?: string | undefined;
  /** A row of `routes-map/errors.yaml` chosen by the map (`missing:` or `errors:`), instead of the code's own. */
  row?: string | undefined;
  /** The status v2 answered with. */
  upstreamStatus?: number | undefined;
  /** The `errorCode` (or OAuth `error`) v2 answered with. */
  upstreamCode?: string | undefined;
  /**
   * The tenant was not reached, or the connection broke. `unsent`: nothing of the call was sent, so it has certainly
   * changed nothing; `under-way`: some of it may have been sent.
   */
  broke?: 'unsent' | 'under-way' | undefined;
  /** The call was given up before anything of it was sent; the tenant's connection is not the reason. */
  unsent?: true;
  /**
   * Why the connection to the tenant broke, as the system or undici calls it: `ECONNREFUSED`, `CERT_HAS_EXPIRED`; or
   * what is wrong with the tenant's answer.
   */
  reason?: string | undefined;
  /** Seconds after which the client may try again. */
  retryAfterS?: number | undefined;
  /** Scopes that the token lacks. */
  scopes?: readonly string[] | undefined;
}

/** The only error holdover throws on purpose. Anything else that surfaces becomes `internal-error`. */
export class GatewayError extends Error {
  override readonly name = 'GatewayError';

  constructor(
    readonly code: ErrorCode,
    readonly details: ErrorDetails = {},
    options?: ErrorOptions,
  ) {
    super(details.message ?? code, options);
  }
}
