import type { Route } from '../../map/route.js';

/** When v1 ends, for those who still call it. Moments in milliseconds since the epoch; undefined: not told. */
export interface MigrationSettings {
  /** RFC 9745. */
  readonly deprecatedAt: number | undefined;
  /** RFC 8594. */
  readonly sunsetAt: number | undefined;
  /** A page for people that says what to do. */
  readonly guide: string | undefined;
}

/**
 * Header names and values in turn, for an answer to a v1 request.
 *
 * @param route undefined where the request is v1's and leads to no entry
 */
export type MigrationHeaders = (route?: Route) => readonly string[];

/** Made once for each route: a request only looks them up. */
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
 * Whether a v1 client may look into `Link`: on any list, also where v1 sent none (facts v1, section 3: node's lists of
 * users and of logs, .NET's lists of users and of connections). Nobody does for one record, or after a write.
 */
function mayBeRead({ lines }: Route): boolean {
  return lines.some(({ method, path }) => method === 'GET' && !path.endsWith('}'));
}

/**
 * RFC 5829 section 3.3 and RFC 9745 section 3. Each names its rel in quotes and nothing behind it: node's and .NET's
 * parsers, should one read it after all, take what stands between the first and the last quote.
 */
function linksOf(route: Route, guide: string | undefined): string[] {
  const successor = successorOf(route);
  return [
    ...(successor === undefined ? [] : [`<${successor}>; rel="successor-version"`]),
    ...(guide === undefined ? [] : [`<${guide}>; rel="deprecation"`]),
  ];
}

/**
 * Where v2 has what the entry is about, on the same host, which passes v2 through: the path of its last write, or of
 * its first read, behind which stand those that complete the record. Up to the first slot, for what stands in there may
 * be known only once v2 was asked.
 */
function successorOf({ steps }: Route): string | undefined {
  const calls = steps
    .flatMap((step) => (step.kind === 'compute' ? [] : [step.kind === 'lookup' ? step.call : step]))
    .filter(({ template }) => template.startsWith('/api/v2/'));
  const call = calls.findLast(({ method }) => method !== 'GET') ?? calls[0];
  return call?.template.replace(/\/?\{.*$/, '');
}
