import type { Config } from '../config/config.js';
import { openDemo } from './demo.js';
import { configured, type Surroundings } from './surroundings.js';

/** The configured tenant, or a sandbox in this process; to be released in the end. */
export async function openSurroundings(config: Config): Promise<Surroundings> {
  return config.upstream === undefined ? openDemo(config, process.cwd()) : configured(config);
}
