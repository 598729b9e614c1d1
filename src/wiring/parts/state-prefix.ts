/** Prefix of every key in Redis: gateways of several tenants can share one. */
export function statePrefix(issuer: string): string {
  return `holdover:${issuer}`;
}
