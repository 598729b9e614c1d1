import { runLifecycle } from '../gateway/ports/lifecycle.js';
import { tellShadow } from './shadows/tell-shadow.js';
import { upkeep } from './upkeep.js';
import { warnOf } from './warn-of.js';
import type { Run } from './run.js';
import { wireGateway } from './wire-gateway.js';

/**
 * Wires the parts, opens the ports and serves until a signal.
 *
 * @throws ConfigError when a port cannot be opened
 */
export async function runGateway(run: Run): Promise<void> {
  const { config, around, log } = run;
  const wired = await wireGateway(run);
  const { gateway, tokens, state } = wired;
  const { reload, release } = upkeep(run, wired);
  // Before the first await: without a listener a SIGHUP ends the process.
  runLifecycle({
    gateway,
    signals: process,
    lameDuckMs: config.lameDuckMs,
    drainMs: config.drainMs,
    reload,
    release,
    log,
    exit: (code) => process.exit(code),
  });
  // Before listening: a revoked token must not be accepted until the revocations are read.
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
