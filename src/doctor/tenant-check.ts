import type { TenantUpstream } from '../upstream/upstream.js';
import type { Finding } from './finding.js';

/** The tenant, as a check may ask it. */
export interface ExaminedTenant extends Pick<TenantUpstream, 'readClock' | 'readKeySet'> {
  /** Base URL. */
  readonly url: URL;
  /** Its id_tokens are signed with the secrets of their clients, as they were in 2015. */
  readonly signsWithSecrets: boolean;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** One thing that can be wrong with the tenant or the way to it; it never throws. */
export type TenantCheck = (tenant: ExaminedTenant) => Promise<Finding>;
