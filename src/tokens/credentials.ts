/** A client's own, as it says them at the token endpoint (RFC 6749 section 2.3.1). */
export interface Credentials {
  readonly clientId: string;
  readonly clientSecret: string;
}
