import type { Config, UpstreamConfig } from '../config/config.js';
import { createGateway, type Gateway } from '../gateway/gateway.js';
import type { LoadedMap } from '../map/load-map.js';
import type { Logger } from '../observe/logger.js';
import { answerV1, type PipelineDeps } from '../pipeline/pipeline.js';
import { createTokens, type Tokens } from '../tokens/tokens.js';
import { LookupCache } from '../upstream/lookup-cache.js';
import { createUpstream, type TenantUpstream } from '../upstream/upstream.js';
import type { Surroundings } from './surroundings.js';

export interface RunGateway {
  readonly config: Config;
  readonly map: LoadedMap;
  readonly around: Surroundings;
  readonly log: Logger;
}

export interface WiredGateway {
  readonly gateway: Gateway;
  readonly upstream: TenantUpstream;
  readonly tokens: Tokens;
  /** From now on these clients may ask for v1 tokens, and only tokens of these are good. */
  readonly setClients: (clients: NonNullable<Surroundings['clients']>) => void;
}

/** Puts the parts together; nothing listens yet. */
export function wireGateway(run: RunGateway): WiredGateway {
  const { config, around } = run;
  const upstream = createUpstream({
    url: around.upstream.url,
    // One call may take as long as the whole request: the request's own deadline ends both.
    headersTimeoutMs: config.upstreamTimeoutMs,
  });
  let { clients } = around;
  const tokens = tokensFor(run, upstream, () => clients);
  return {
    gateway: gatewayFor(run, { upstream, tokens }),
    upstream,
    tokens,
    setClients: (list) => {
      clients = list;
    },
  };
}

function tokensFor(
  { config, around }: RunGateway,
  upstream: TenantUpstream,
  clients: () => Surroundings['clients'],
): Tokens {
  return createTokens({
    keys: around.tokenKeys,
    ttlS: config.tokenTtlS,
    linkTtlS: config.linkTtlS,
    issuer: around.issuer,
    audience: around.upstream.audience,
    idTokens: { issuers: issuersOf(around.upstream), readKeySet: upstream.readKeySet },
    clients,
    service: around.upstream.service,
    exchange: upstream.exchange,
  });
}

/** The tenant's base URL; and its own domain, which the audience names also where a custom one is called. */
function issuersOf({ url, audience }: UpstreamConfig): string[] {
  return [`${url}/`, audience.replace(/api\/v2\/$/, '')];
}

function gatewayFor(
  { config, map, around, log }: RunGateway,
  { upstream, tokens }: { upstream: TenantUpstream; tokens: Tokens },
): Gateway {
  const pipeline: PipelineDeps = {
    tokens,
    routes: map.index,
    upstream,
    lookups: new LookupCache(),
    errors: map.errors,
    settings: { map: map.settings, lossy: config.lossy, switches: config.switches },
  };
  const { tlsPort, http, admin } = config;
  const { pems } = around;
  return createGateway({
    answer: (request) => answerV1(request, pipeline),
    issue: (credentials) => tokens.issue(credentials),
    routes: map.index,
    table: map.routes,
    errors: map.errors,
    log,
    upstreamUrl: around.upstream.url,
    publicUrl: config.publicUrl,
    trustedProxies: config.trustedProxies,
    timeoutMs: config.upstreamTimeoutMs,
    addresses: {
      http,
      admin,
      tls: tlsPort === undefined || pems === undefined ? undefined : { port: tlsPort, pems },
    },
    obtainToken: around.upstream.service && (() => tokens.anonymous().bearer?.current() ?? Promise.resolve()),
  });
}
