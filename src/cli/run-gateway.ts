import { readClientsFile } from '../config/clients-file.js';
import { readTlsFiles } from '../config/tls-files.js';
import { runLifecycle } from '../gateway/lifecycle.js';
import { wireGateway, type RunGateway } from './wire-gateway.js';

/**
 * Wires the parts, opens the ports and stays until a signal.
 *
 * @throws ConfigError when a port cannot be opened
 */
export async function runGateway(run: RunGateway): Promise<void> {
  const { config, around, log } = run;
  const { gateway, upstream, tokens, state, setClients } = await wireGateway(run);
  const release = async (): Promise<void> => {
    state.close();
    await upstream.close();
    await around.release();
  };
  // Before anything is waited for: a SIGHUP that nobody listens to ends the process.
  runLifecycle({
    gateway,
    signals: process,
    lameDuckMs: config.lameDuckMs,
    drainMs: config.drainMs,
    reload: () => {
      const { clients, tls } = config;
      const list = clients === undefined ? undefined : readClientsFile(clients.file);
      if (tls !== undefined) gateway.setCertificate(readTlsFiles(tls.certFile, tls.keyFile));
      if (list !== undefined) setClients(list);
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
  if (config.upstream !== undefined && config.publicUrl === undefined) {
    log.warn('without HOLDOVER_PUBLIC_URL paging links and tickets lead to whatever host the request names');
  }
  log.info('listening', { http, https, admin, upstream: around.upstream.url });
  if (around.announce === undefined) return;
  log.print(await around.announce({ http, https, admin }, (credentials) => tokens.issue(credentials)));
}
