/** A refusal of the Authentication API: `{"error","error_description"}`, never `{statusCode,...}` (facts: section 3b). */
export class OAuthError extends Error {
  override readonly name = 'OAuthError';

  constructor(
    readonly status: number,
    readonly error: string,
    description: string,
  ) {
    super(description);
  }

  body(): { error: string; error_description: string } {
    return { error: this.error, error_description: this.message };
  }
}

/** Recorded 2018 for the password grant; the wording for the other grant follows it. */
export function badAudience(grant: string): OAuthError {
  return new OAuthError(400, 'invalid_request', `invalid audience specified for ${grant} grant exchange`);
}
