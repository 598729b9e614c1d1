import type { Config } from '../config/config.js';
import { configured, type Surroundings } from '../wiring/configured/surroundings.js';

/** The configured tenant, or a sandbox in this process; the caller must release it. */
export async function openSurroundings(config: Config): Promise<Surroundings> {
  if (config.upstream !== undefined) return configured(config);
  const { openDemo } = await import('./demo/demo.js');
  return openDemo(config, process.cwd());
}
