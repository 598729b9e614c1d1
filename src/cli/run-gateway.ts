import { runLifecycle } from '../gateway/lifecycle.js';
import { ConfigError } from '../config/config-error.js';
import type { Config } from '../config/config.js';
import type { Logger } from '../observe/logger.js';
import { readConfigured } from './read-configured.js';
import { renewed } from './surroundings.js';
import { wireGateway, type RunGateway } from './wire-gateway.js';

/**
 * Wires the parts, opens the ports and stays until a signal.
 *
 * @throws ConfigError when a port cannot be opened
 */
export async function runGateway(run: RunGateway): Promise<void> {
  const { config, around, log } = run;
  const { gateway, upstream, tokens, state, usage, tracing, replace, closeShadows } = await wireGateway(run);
  const release = async (): Promise<void> => {
    await closeShadows();
    await usage.close();
    state.close();
    await upstream.close();
    await around.release();
    await tracing.close();
  };
  // Before anything is waited for: a SIGHUP that nobody listens to ends the process.
  runLifecycle({
    gateway,
    signals: process,
    lameDuckMs: config.lameDuckMs,
    drainMs: config.drainMs,
    reload: () => {
      const next = readAgain(config);
      replace({ ...next, around: renewed(around, next.config) });
      tellShadow(next.config, log);
    },
    release,
    log,
    exit: (code) => process.exit(code),
  });
  // A token that was revoked is not taken for the moment it takes to read that.
  await state.open();
  const { http, https, admin } = await gateway.listen().catch(async (error: unknown) => {
    await Promise.all([gateway.close(), release()]);
    throw error;
  });
  warnOf(config, log);
  tellShadow(config, log);
  log.info('listening', { http, https, admin, upstream: around.upstream.url });
  if (around.announce === undefined) return;
  log.print(await around.announce({ http, https, admin }, (credentials) => tokens.issue(credentials)));
}

/** Who answers is nothing to find out from metrics. */
function tellShadow({ shadow }: Config, log: Logger): void {
  if (shadow !== undefined) log.info('shadow', { mode: shadow.mode, v1: shadow.url });
}

/** What is to be mended soon, and stops nobody. */
function warnOf({ upstream, publicUrl, tls }: Config, log: Logger): void {
  if (upstream !== undefined && publicUrl === undefined) {
    log.warn('without HOLDOVER_PUBLIC_URL paging links and tickets lead to whatever host the request names');
  }
  if (tls !== undefined && Date.now() > tls.validTo) {
    const expired = new Date(tls.validTo).toISOString();
    log.warn('The certificate has expired: clients will not take it', { file: tls.certFile, expired });
  }
}

/**
 * The configuration as it is now. Of the environment only what stands in files can have changed since the start.
 *
 * @throws ConfigError with all mistakes at once
 */
function readAgain({ redisUrl }: Config): ReturnType<typeof readConfigured> {
  const next = readConfigured();
  if (next.config.redisUrl === redisUrl) return next;
  throw new ConfigError(['HOLDOVER_REDIS_URL: another Redis is taken at the next start only']);
}
