/** The parts of an answer that decide. */
export interface LimitingAnswer {
  readonly status: number;
  /** Absent where only the head is known. */
  readonly body?: Buffer;
}

/**
 * Whether an answer says that the tenant takes no more calls for now. The tenant's brute-force protection also
 * answers 429, but that concerns one user and ends when the user is unblocked, and each further login counts as one
 * more attempt.
 */
export function isRateLimited({ status, body }: LimitingAnswer): boolean {
  return status === 429 && body?.includes('"too_many_attempts"') !== true;
}
