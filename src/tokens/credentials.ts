/** Client credentials as sent to the token endpoint (RFC 6749 section 2.3.1). */
export interface Credentials {
  readonly clientId: string;
  readonly clientSecret: string;
}
