import type { TenantUpstream } from '../upstream/upstream.js';
import type { Finding } from './finding.js';

/** What a check can ask the tenant, and its settings. */
export interface ExaminedTenant extends Pick<TenantUpstream, 'readClock' | 'readKeySet'> {
  /** Base URL. */
  readonly url: URL;
  /** Its id_tokens are signed with the clients' secrets, as in 2015. */
  readonly signsWithSecrets: boolean;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** One check of the tenant or the way to it. Never throws. */
export type TenantCheck = (tenant: ExaminedTenant) => Promise<Finding>;
