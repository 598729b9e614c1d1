import type { WireRequest } from '../wire/call.js';

/** E-mail templates and provider have buckets of their own, separate for reads and writes (facts: v2 section 5). */
const emailPath = /\/api\/v2\/(?:email-templates|emails)(?:[/?]|$)/;

const managementPath = /\/api\/v2\//;

/** The tenant's rate-limit bucket that a call counts against. */
export function bucketOf({ method, path }: Pick<WireRequest, 'method' | 'path'>): string {
  // Logins and revocations go to the Authentication API, whose limits are separate.
  if (!managementPath.test(path)) return 'authentication';
  if (!emailPath.test(path)) return 'management';
  return method === 'GET' ? 'email reads' : 'email writes';
}
