import { GatewayError } from '../errors/gateway-error.js';

/**
 * Reads a v1 query. `+` is a literal plus: node and ruby send `a+b@c.d` unencoded. The first of a repeated key
 * wins.
 *
 * @param raw without `?`
 * @throws GatewayError `request-malformed` for a broken percent-encoding
 */
export function readRawQuery(raw: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const pair of raw.split('&')) {
    if (pair === '') continue;
    const cut = pair.indexOf('=');
    const key = decode(cut === -1 ? pair : pair.slice(0, cut));
    if (!found.has(key)) found.set(key, cut === -1 ? '' : decode(pair.slice(cut + 1)));
  }
  return found;
}

/** Keys that say who asks, not what is asked: no part of the map's input, and nothing to print. */
const credentialKeys: ReadonlySet<string> = new Set(['access_token', 'bewit']);

/** The raw query without its credentials. */
export function withoutCredentials(raw: string): string {
  return raw
    .split('&')
    .filter((pair) => !isCredential(pair.split('=', 1)[0] ?? ''))
    .join('&');
}

function isCredential(key: string): boolean {
  try {
    return credentialKeys.has(decode(key));
  } catch {
    return false;
  }
}

function decode(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    throw new GatewayError('request-malformed', { message: 'The query holds a broken percent-encoding.' });
  }
}
