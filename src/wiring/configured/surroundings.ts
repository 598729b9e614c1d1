import { ConfigError } from '../../config/config-error.js';
import type { Config, UpstreamConfig } from '../../config/config.js';
import type { TlsPems } from '../../config/tls-files.js';
import type { Listening } from '../../gateway/ports/ports.js';
import type { LegacyClient } from '../../tokens/legacy-client.js';
import type { Tokens } from '../../tokens/tokens.js';

/** The tenant, clients, keys and certificate of a gateway: configured, or made up for the demo. */
export interface Surroundings {
  readonly upstream: UpstreamConfig;
  /** Sealed into v1 tokens, which are valid for this tenant only. */
  readonly issuer: string;
  readonly tokenKeys: readonly Uint8Array[];
  readonly pems: TlsPems | undefined;
  readonly adminToken: string | undefined;
  /** Undefined without a clients file: the tenant checks the clients. */
  readonly clients: readonly LegacyClient[] | undefined;
  /** Makes the text to print for people once the gateway listens. */
  readonly announce: ((listening: Listening, issue: Tokens['issue']) => Promise<string>) | undefined;
  readonly release: () => Promise<void>;
}

/** @throws ConfigError without a tenant or a token key */
export function configured({ upstream, tokenKeys, tls, clients, adminToken }: Config): Surroundings {
  if (upstream === undefined || tokenKeys === undefined) {
    throw new ConfigError(['HOLDOVER_UPSTREAM_URL and HOLDOVER_TOKEN_KEY are required']);
  }
  return {
    upstream,
    issuer: upstream.url,
    tokenKeys,
    pems: tls?.pems,
    adminToken,
    clients: clients?.list,
    announce: undefined,
    release: () => Promise.resolve(),
  };
}

/** Applies what a reload may change: keys, tokens, service credentials, certificate and clients. */
export function renewed(around: Surroundings, config: Config): Surroundings {
  const { upstream = around.upstream, tokenKeys = around.tokenKeys, tls, clients, adminToken } = config;
  return {
    ...around,
    upstream,
    tokenKeys,
    pems: tls?.pems ?? around.pems,
    adminToken,
    clients: clients?.list ?? around.clients,
  };
}
