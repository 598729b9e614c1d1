import type { UpstreamConfig } from '../config/config.js';
import type { Metrics } from '../observe/metrics.js';
import type { SharedState } from '../state/shared-state.js';
import { createTokens, type OperatedTokens } from '../tokens/tokens.js';
import type { TenantUpstream } from '../upstream/upstream.js';
import type { Current, Run } from './run.js';
import { tokenSigner } from './token-signer.js';

export interface TokenParts {
  readonly upstream: TenantUpstream;
  readonly state: SharedState;
  readonly metrics: Pick<Metrics, 'tokenNeeded'>;
  /** As it is at the moment: keys, clients and credentials are asked for each time. */
  readonly current: () => Current;
}

/** Who asks, and with which token the tenant is asked for him. */
export function openTokens(
  { config, around: { issuer, upstream: tenant } }: Run,
  { upstream, state, metrics, current }: TokenParts,
): OperatedTokens {
  return createTokens({
    keys: () => current().around.tokenKeys,
    ttlS: config.tokenTtlS,
    linkTtlS: config.linkTtlS,
    issuer,
    audience: tenant.audience,
    idTokens: {
      issuers: issuersOf(tenant),
      readKeySet: upstream.readKeySet,
      passedOn: config.dialect === '2015',
    },
    clients: () => current().around.clients,
    service: () => current().around.upstream.service,
    exchange: upstream.exchange,
    sign: tokenSigner(config, () => current().map.routes),
    tokenNeeded: metrics.tokenNeeded,
    state,
  });
}

/** The tenant's base URL; and its own domain, which the audience names also where a custom one is called. */
function issuersOf({ url, audience }: UpstreamConfig): string[] {
  return [`${url}/`, audience.replace(/api\/v2\/$/, '')];
}
