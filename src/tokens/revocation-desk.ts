import type { SharedState } from '../state/shared-state.js';
import { followKeys } from './key-ring.js';
import { Revocations } from './revocations.js';
import { revoke } from './revoke.js';
import type { OperatedTokens, TokensOptions } from './tokens.js';

export interface RevocationDeskOptions extends Pick<TokensOptions, 'keys' | 'issuer'> {
  readonly state: Pick<SharedState, 'share'>;
}

/** Revokes tokens in a process that opens none; the processes that do learn of it through the shared state. */
export function createRevocationDesk({
  keys,
  issuer,
  state,
}: RevocationDeskOptions): Pick<OperatedTokens, 'revoke' | 'revocations'> {
  const revocations = new Revocations({ state, now: Date.now });
  const sealer = { ring: followKeys(keys), issuer, now: Date.now, revocations };
  return {
    revoke: (order) => revoke(order, { revocations, sealer }),
    revocations: () => revocations.list(),
  };
}
