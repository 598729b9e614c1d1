import type { UpstreamConfig } from '../../config/config.js';
import type { Metrics } from '../../observe/metrics/metrics.js';
import type { SharedState } from '../../state/shared-state.js';
import { createTokens, type OperatedTokens } from '../../tokens/tokens.js';
import type { TenantUpstream } from '../../upstream/upstream.js';
import type { Current, Run } from '../run.js';
import { tokenSigner } from './token-signer.js';

export interface TokenParts {
  readonly upstream: TenantUpstream;
  readonly state: SharedState;
  readonly metrics: Pick<Metrics, 'tokenNeeded'>;
  /** The current keys, clients and credentials; read at each use. */
  readonly current: () => Current;
}

/** Creates the tokens from the configuration. */
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

/** The tenant's base URL, and its own domain, which the audience names even where a custom domain is called. */
function issuersOf({ url, audience }: UpstreamConfig): string[] {
  return [`${url}/`, audience.replace(/api\/v2\/$/, '')];
}
