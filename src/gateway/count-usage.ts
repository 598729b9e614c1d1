import type { UsageLedger } from '../observe/usage-ledger.js';
import { callerOf, type RequestContext } from './request-context.js';

/**
 * Counts a request for v1, by who asked: for a token or for an entry of the map. What is not v1 is not counted. A v2
 * caller has no name here, for nobody has verified what such a token says of its client.
 */
export function countUsage(usage: Pick<UsageLedger, 'count'>, context: RequestContext, status: number): void {
  const { route, entry, outcome } = context;
  if (route !== 'token' && route !== entry?.id) return;
  const { kind = 'anonymous', clientId = '' } = callerOf(context, status) ?? {};
  const isLossy = status < 400 && outcome !== undefined && outcome.lossy.length > 0;
  const client = kind === 'v2' ? '' : clientId;
  usage.count({ caller: kind, client, route, status, isLossy, at: Date.now() });
}
