import { ConfigError } from '../config/config-error.js';
import type { Listening } from '../gateway/ports/ports.js';
import { createLogger } from '../observe/log/logger.js';
import { readConfigured } from './configured/read-configured.js';
import { configured } from './configured/surroundings.js';
import { upkeep } from './upkeep.js';
import { wireGateway } from './wire-gateway.js';

/** A gateway that another program has started, on ports of its own. */
export interface Embedded extends Listening {
  /** Stops listening, drains within `HOLDOVER_DRAIN_MS` and frees everything. Further calls return the same promise. */
  close(): Promise<void>;
}

export interface EmbedOptions {
  /** Receives the log, one line of JSON with its line feed at a time. Default: no log. */
  readonly log?: (text: string) => void;
}

/**
 * Serves v1 clients from within another program, for instance the tests of an application that still calls v1. Works
 * like `holdover start`, but in one process, without the demo and without signal handlers.
 *
 * @param env `HOLDOVER_*` keys as in the README; port `0` is any free port. The environment of the process is
 *   ignored.
 * @throws ConfigError with all mistakes at once
 */
export async function embedHoldover(
  env: Readonly<Record<string, string>>,
  { log: write = () => undefined }: EmbedOptions = {},
): Promise<Embedded> {
  textsOnly(env);
  const { config, map } = readConfigured(env);
  if (config.workers > 1) throw new ConfigError(['HOLDOVER_WORKERS: an embedded gateway has one process']);
  const log = createLogger({ level: config.logLevel, sink: { write } });
  const run = { config, map, around: configured(config), log };
  const wired = await wireGateway(run);
  const { gateway, state } = wired;
  const { release } = upkeep(run, wired);
  const close = async (): Promise<void> => {
    await gateway.close();
    await release();
    log.flush();
  };
  const closeInTurn = async (): Promise<void> => {
    gateway.leave();
    await gateway.drain(config.drainMs);
    await close();
  };
  let closed: Promise<void> | undefined;
  try {
    await state.open();
    const urls = await gateway.listen();
    return { ...urls, close: () => (closed ??= closeInTurn()) };
  } catch (error) {
    await close();
    throw error;
  }
}

/** An untyped program may pass a number for a port. */
function textsOnly(env: Readonly<Record<string, unknown>>): void {
  const others = Object.keys(env).filter((key) => !['string', 'undefined'].includes(typeof env[key]));
  if (others.length > 0) throw new ConfigError(others.map((key) => `${key} must be a string`));
}
