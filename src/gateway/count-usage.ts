import type { UsageLedger } from '../observe/usage/usage-ledger.js';
import { callerOf, lossesOf, type RequestContext } from './request-context.js';

/**
 * Counts a v1 request by caller: a token request or an entry of the map; nothing else is counted. A v2 caller is
 * counted without a client id, because nobody has verified the id in its token.
 */
export function countUsage(usage: Pick<UsageLedger, 'count'>, context: RequestContext, status: number): void {
  const { route, entry } = context;
  if (route !== 'token' && route !== entry?.id) return;
  const { kind = 'anonymous', clientId = '' } = callerOf(context, status) ?? {};
  const isLossy = lossesOf(context, status).length > 0;
  const client = kind === 'v2' ? '' : clientId;
  usage.count({ caller: kind, client, route, status, isLossy, at: Date.now() });
}
