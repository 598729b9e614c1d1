import { readRawQuery } from '../../syntax/raw-query.js';
import { splitTarget } from '../../syntax/split-target.js';

/** The parts of a request that tell who asks. */
export interface AskedBy {
  readonly authorization: string | undefined;
  /** Path and query. */
  readonly target: string;
}

/**
 * Names the caller of a request by a grant that was seen, by the claims of an id_token, or by a number. Tokens are
 * kept in memory only, while the recorder runs.
 */
export interface CallerNames {
  /** Remembers that this client got this token. */
  grant(clientId: string, token: string): void;
  /** Remembers who got this paging link: a client that follows it sends no token (facts v1, section 3). */
  handOut(caller: string, link: string | undefined): void;
  nameOf(asked: AskedBy): string;
  /** The client that the token or the paging link belongs to; undefined if unknown. Remembers nothing. */
  clientOf(asked: AskedBy): string | undefined;
}

/** Limit of remembered tokens, and of links; the oldest are dropped. */
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
      // Decoded in the same way as in a request: otherwise the lookup would miss it.
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

/** The `sub` of an id_token. The token is not verified: this is only a name. */
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
