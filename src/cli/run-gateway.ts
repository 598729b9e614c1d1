import { readClientsFile } from '../config/clients-file.js';
import type { Config } from '../config/config.js';
import { readTlsFiles } from '../config/tls-files.js';
import { createGateway, type Gateway } from '../gateway/gateway.js';
import { runLifecycle } from '../gateway/lifecycle.js';
import type { LoadedMap } from '../map/load-map.js';
import type { Logger } from '../observe/logger.js';
import { answerV1, type PipelineDeps } from '../pipeline/pipeline.js';
import { createTokens, type Tokens } from '../tokens/tokens.js';
import { createUpstream, type TenantUpstream } from '../upstream/upstream.js';
import type { Surroundings } from './surroundings.js';

export interface RunGateway {
  readonly config: Config;
  readonly map: LoadedMap;
  readonly around: Surroundings;
  readonly log: Logger;
}

/**
 * Wires the parts, opens the ports and stays until a signal.
 *
 * @throws ConfigError when a port cannot be opened
 */
export async function runGateway(run: RunGateway): Promise<void> {
  const { config, around, log } = run;
  const upstream = createUpstream({
    url: around.upstream.url,
    // One call may take as long as the whole request: the request's own deadline ends both.
    headersTimeoutMs: config.upstreamTimeoutMs,
  });
  // Mutable, because SIGHUP replaces it.
  const current = { clients: around.clients };
  const tokens = tokensFor(run, upstream, () => current.clients);
  const gateway = gatewayFor(run, { upstream, tokens });
  const { http, https, admin } = await gateway.listen();
  runLifecycle({
    gateway,
    signals: process,
    lameDuckMs: config.lameDuckMs,
    drainMs: config.drainMs,
    reload: () => {
      const { clients, tls } = config;
      const list = clients === undefined ? undefined : readClientsFile(clients.file);
      if (tls !== undefined) gateway.setCertificate(readTlsFiles(tls.certFile, tls.keyFile));
      if (list !== undefined) current.clients = list;
    },
    release: async () => {
      await upstream.close();
      await around.release();
    },
    log,
    exit: (code) => process.exit(code),
  });
  log.info('listening', { http, https, admin, upstream: around.upstream.url });
  if (around.announce !== undefined) log.print(around.announce({ http, https, admin }));
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
    clients,
    service: around.upstream.service,
    exchange: upstream.exchange,
  });
}

function gatewayFor(
  { config, map, around, log }: RunGateway,
  { upstream, tokens }: { upstream: TenantUpstream; tokens: Tokens },
): Gateway {
  const pipeline: PipelineDeps = {
    tokens,
    routes: map.index,
    upstream,
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
