/** What has to be known of an answer. */
export interface LimitingAnswer {
  readonly status: number;
  /** Absent where only the head is known. */
  readonly body?: Buffer;
}

/**
 * Whether an answer says that the tenant takes no more calls for now. The tenant's protection against guessed passwords
 * answers 429, too: that is about the one user, is over when the user is let in again, and each further login counts
 * as one more attempt.
 */
export function isRateLimited({ status, body }: LimitingAnswer): boolean {
  return status === 429 && body?.includes('"too_many_attempts"') !== true;
}
