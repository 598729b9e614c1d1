import { readRawQuery } from '../syntax/raw-query.js';
import { splitTarget } from '../syntax/split-target.js';

/** What says who asks, of a request as it came. */
export interface AskedBy {
  readonly authorization: string | undefined;
  /** Path and query. */
  readonly target: string;
}

/**
 * Names who asks, without keeping a token: from the grants that it has seen, from what an id_token says of itself, or
 * by a number. Tokens are held in memory only, for as long as the recorder runs.
 */
export interface CallerNames {
  /** A client has been given this token. */
  grant(clientId: string, token: string): void;
  /** v1 has handed out a paging link to this caller: who follows it sends no token (facts v1, section 3). */
  handOut(caller: string, link: string | undefined): void;
  nameOf(asked: AskedBy): string;
  /** The client whose token or paging link this is; undefined where none was seen. Keeps nothing. */
  clientOf(asked: AskedBy): string | undefined;
}

/** Tokens and links that are remembered; the oldest go. */
const mostKept = 10_000;

export function createCallerNames(): CallerNames {
  const names = new Map<string, string>();
  const links = new Map<string, string>();
  let unknown = 0;
  const known = ({
    authorization,
    target,
  }: AskedBy): { token: string | undefined; name: string | undefined } => {
    const query = readRawQuery(splitTarget(target).query);
    const token = /^bearer\s+(\S+)/i.exec(authorization ?? '')?.[1] ?? query.get('access_token');
    return { token, name: token === undefined ? links.get(query.get('bewit') ?? '') : names.get(token) };
  };
  return {
    grant: (clientId, token) => {
      keep(names, token, `client:${clientId}`);
    },
    handOut: (caller, link) => {
      // Read as it is when it comes back, or it would not be known again.
      for (const [, pair = ''] of (link ?? '').matchAll(/[?&](bewit=[^&>]+)/g))
        keep(links, readRawQuery(pair).get('bewit') ?? '', caller);
    },
    nameOf: (asked) => {
      const { token, name } = known(asked);
      if (token === undefined) return name ?? 'none';
      const kept = name ?? userOf(token) ?? `token:${(unknown += 1)}`;
      keep(names, token, kept);
      return kept;
    },
    clientOf: (asked) => /^client:([^]*)$/.exec(known(asked).name ?? '')?.[1],
  };
}

function keep(map: Map<string, string>, key: string, value: string): void {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > mostKept && oldest !== undefined) map.delete(oldest);
}

/** What an id_token says of itself; nobody has verified it, and it is a name only. */
function userOf(token: string): string | undefined {
  const [, payload] = token.split('.');
  if (payload === undefined || !token.startsWith('eyJ')) return undefined;
  try {
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { sub?: unknown };
    return typeof claims.sub === 'string' ? `user:${claims.sub}` : undefined;
  } catch {
    return undefined;
  }
}
