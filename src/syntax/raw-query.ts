const nothing: ReadonlyMap<string, string> = new Map();

/**
 * Reads a v1 query. `+` is a literal plus: node and ruby send `a+b@c.d` unencoded. The first of a repeated key
 * wins.
 *
 * @param raw without `?`
 */
export function readRawQuery(raw: string): ReadonlyMap<string, string> {
  if (raw === '') return nothing;
  const found = new Map<string, string>();
  for (const pair of raw.split('&')) {
    if (pair === '') continue;
    const cut = pair.indexOf('=');
    const key = decode(cut === -1 ? pair : pair.slice(0, cut));
    if (!found.has(key)) found.set(key, cut === -1 ? '' : decode(pair.slice(cut + 1)));
  }
  return found;
}

/** v1 signed its paging links with a Hawk bewit under this name. holdover puts a sealed token there. */
export const linkKey = 'bewit';

/** Keys that say who asks, not what is asked: they are no part of the map's input, and must not be printed. */
export const credentialKeys: ReadonlySet<string> = new Set(['access_token', linkKey]);

/** The raw query without its credentials. */
export function withoutCredentials(raw: string): string {
  return raw
    .split('&')
    .filter((pair) => !isCredential(pair.split('=', 1)[0] ?? ''))
    .join('&');
}

function isCredential(key: string): boolean {
  return credentialKeys.has(decode(key));
}

function decode(text: string): string {
  return text.includes('%') ? text.replace(/(?:%[0-9a-f]{2})+/gi, decodeRun) : text;
}

/** node and ruby put a search into the URL unencoded: `50%` is a text, and stays one. */
function decodeRun(run: string): string {
  try {
    return decodeURIComponent(run);
  } catch {
    return run;
  }
}
