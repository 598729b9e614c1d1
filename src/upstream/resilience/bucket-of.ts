import type { WireRequest } from '../wire/call.js';

/** E-mail templates and the provider have buckets of their own, reads and writes apart (facts: v2 section 5). */
const emailPath = /\/api\/v2\/(?:email-templates|emails)(?:[/?]|$)/;

const managementPath = /\/api\/v2\//;

/** The tenant's bucket that a call is taken out of. */
export function bucketOf({ method, path }: Pick<WireRequest, 'method' | 'path'>): string {
  // Logins and revocations are the Authentication API's, whose limits say nothing of this one.
  if (!managementPath.test(path)) return 'authentication';
  if (!emailPath.test(path)) return 'management';
  return method === 'GET' ? 'email reads' : 'email writes';
}
