export interface BaseUrl {
  /** Scheme, host and port: the only place that ever gets an Authorization header. */
  readonly origin: string;
  /** Path prefix of every call, without a trailing slash; often empty. */
  readonly prefix: string;
}

/**
 * Reads the base URL of the tenant, e.g. `https://acme.auth0.com` or `http://localhost:4000/tenant`.
 *
 * @throws TypeError where it is not http or https, or carries credentials, a query or a fragment; the message
 *   does not repeat the URL, which may hold a password
 */
export function readBaseUrl(text: string): BaseUrl {
  // Not URL.parse, which Node 20 has only in its last releases, and not the parser's own error, which quotes the URL.
  if (!URL.canParse(text)) throw new TypeError('The upstream URL is not an absolute URL.');
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new TypeError('The upstream URL must begin with http:// or https://.');
  }
  if (url.username !== '' || url.password !== '') {
    throw new TypeError('The upstream URL must not hold a user name or a password.');
  }
  if (url.search !== '' || url.hash !== '') {
    throw new TypeError('The upstream URL must not have a query or a fragment.');
  }
  return { origin: url.origin, prefix: url.pathname.replace(/\/+$/, '') };
}
