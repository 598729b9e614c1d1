import type { WireRequest } from './call.js';

/** E-mail templates and the provider have buckets of their own, reads and writes apart (facts: v2 section 5). */
const emailPath = /\/api\/v2\/(?:email-templates|emails)(?:[/?]|$)/;

/** The tenant's bucket that a call is taken out of. */
export function bucketOf({ method, path }: Pick<WireRequest, 'method' | 'path'>): string {
  if (!emailPath.test(path)) return 'all';
  return method === 'GET' ? 'email reads' : 'email writes';
}
