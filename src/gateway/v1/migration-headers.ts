import type { Route } from '../../map/route.js';

/** What v1 clients are told of v1's end. Milliseconds since the epoch; undefined: not told. */
export interface MigrationSettings {
  /** RFC 9745. */
  readonly deprecatedAt: number | undefined;
  /** RFC 8594. */
  readonly sunsetAt: number | undefined;
  /** A page for people that says what to do. */
  readonly guide: string | undefined;
}

/** @param route undefined for a v1 request that matches no entry */
export type MigrationHeaders = (route?: Route) => readonly string[];

/** Builds the header fields once per route; a request only looks them up. */
export function migrationHeaders({ deprecatedAt, sunsetAt, guide }: MigrationSettings): MigrationHeaders {
  const always = [
    ...(deprecatedAt === undefined ? [] : ['Deprecation', `@${Math.floor(deprecatedAt / 1_000)}`]),
    ...(sunsetAt === undefined ? [] : ['Sunset', new Date(sunsetAt).toUTCString()]),
  ];
  const known = new WeakMap<Route, readonly string[]>();
  return (route) => {
    if (route === undefined || always.length === 0) return always;
    const before = known.get(route);
    if (before !== undefined) return before;
    const links = mayBeRead(route) ? [] : linksOf(route, guide);
    const headers = links.length === 0 ? always : [...always, 'Link', links.join(', ')];
    known.set(route, headers);
    return headers;
  };
}

/**
 * Whether a v1 client may read `Link`. Clients read it on lists, even where v1 sent none (facts v1, section 3: node's
 * lists of users and logs, .NET's lists of users and connections), and never for one record or after a write.
 */
function mayBeRead({ lines }: Route): boolean {
  return lines.some(({ method, path }) => method === 'GET' && !path.endsWith('}'));
}

/**
 * RFC 5829 section 3.3 and RFC 9745 section 3. Each link ends with its quoted rel: the parsers of node and .NET take
 * everything between the first and the last quote.
 */
function linksOf(route: Route, guide: string | undefined): string[] {
  const successor = successorOf(route);
  return [
    ...(successor === undefined ? [] : [`<${successor}>; rel="successor-version"`]),
    ...(guide === undefined ? [] : [`<${guide}>; rel="deprecation"`]),
  ];
}

/**
 * The v2 path of the entry, on the same host, which passes v2 through: of its last write, else of its first read,
 * since later reads only complete the record. It is cut at the first slot, whose value may be unknown before v2 is
 * asked.
 */
function successorOf({ steps }: Route): string | undefined {
  const calls = steps
    .flatMap((step) => (step.kind === 'compute' ? [] : [step.kind === 'lookup' ? step.call : step]))
    .filter(({ template }) => template.startsWith('/api/v2/'));
  const call = calls.findLast(({ method }) => method !== 'GET') ?? calls[0];
  return call?.template.replace(/\/?\{.*$/, '');
}
