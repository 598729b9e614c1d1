import type { IncomingHttpHeaders } from 'node:http';
import { Pool } from 'undici';

/** As many connections to the tenant as holdover keeps. */
export const tenantPool = new Pool(process.argv[2] ?? '', { connections: 50, pipelining: 1 });

const ofThisHop = new Set(['connection', 'keep-alive', 'host', 'transfer-encoding']);

/** A header without its hop-by-hop fields. */
export function endToEnd(headers: IncomingHttpHeaders): Record<string, string | string[]> {
  const kept: Record<string, string | string[]> = {};
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined && !ofThisHop.has(name)) kept[name] = value;
  }
  return kept;
}
