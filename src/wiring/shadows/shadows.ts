import type { ShadowConfig } from '../../config/config.js';
import type { Mirroring } from '../../gateway/pass-through/mirror.js';
import type { Street } from '../../gateway/street.js';
import type { LoadedMap } from '../../map/load-map.js';
import type { ShadowMetrics } from '../../observe/metrics/shadow-metrics.js';
import { createAsk, type Ask } from '../../parity/ask.js';
import {
  createCallerTokens,
  type CallerCredentials,
  type Grant,
} from '../../parity/clients/caller-tokens.js';
import { createCallerNames, type CallerNames } from '../../parity/clients/name-callers.js';
import { noIgnores, readIgnoreFile, type Ignores } from '../../parity/compare/ignore-file.js';
import { createRedaction } from '../../parity/redaction/redaction.js';
import { renewedTokens } from '../../parity/clients/renewed-tokens.js';
import { rollingLines, type RollingLines } from '../../parity/files/rolling-lines.js';
import { createShadowBudget, type ShadowBudget } from '../../parity/shadow/shadow-budget.js';
import { isShadowLine } from '../../parity/shadow/shadow-line.js';
import { createShadow, type Shadow, type ShadowSide } from '../../parity/shadow/shadow.js';
import { v1Grant } from '../../parity/clients/v1-grant.js';
import type { LegacyClient } from '../../tokens/legacy-client.js';
import type { OperatedTokens } from '../../tokens/tokens.js';
import type { Cancellation } from '../../upstream/cancellation.js';
import { askStreet } from './ask-street.js';
import { mirroring } from './mirroring.js';

export interface ShadowsDeps {
  readonly tokens: Pick<OperatedTokens, 'issue' | 'isOurs'>;
  readonly metrics: ShadowMetrics;
  readonly timeoutMs: number;
  /** holdover runs with HOLDOVER_LOSSY=silent. */
  readonly silent: boolean;
  /** Called for every fault of a comparison. */
  readonly onFault: (error: unknown) => void;
  /** Called when the file cannot be written: once at the start, and then for every line. */
  readonly onUnwritten: (error: unknown) => void;
}

/** The settings that a reload may change. */
export interface ShadowNow {
  readonly mode: ShadowConfig['mode'];
  readonly client: ShadowConfig['client'];
  readonly ignoreFile: ShadowConfig['ignoreFile'];
  readonly map: LoadedMap;
  readonly clients: readonly LegacyClient[] | undefined;
  readonly street: Pick<Street, 'answer'>;
}

/** The shadow comparison of one process; it keeps one budget and one file across reloads. */
export interface Shadows {
  /**
   * Undefined where the comparison is off.
   *
   * @throws MapError for an ignore file with a fault
   */
  of(now: ShadowNow): Mirroring | undefined;
  /** Cancels all requests and waits only for the last lines to be written. */
  close(): Promise<void>;
}

const olderFiles = 4;

/** v2's index of users lags by about a second. */
const pauseMs = 1_500;

const lastLinesMs = 1_000;

/** @param shadow the settings that a reload does not change: URL of v1, budget, output file */
export function createShadows(shadow: ShadowConfig, deps: ShadowsDeps): Shadows {
  const { concurrency, url: base } = shadow;
  const { ask, close } = createAsk({ base, connections: concurrency, timeoutMs: deps.timeoutMs });
  const running = new Set<Cancellation>();
  const lines = linesOf(shadow, deps);
  const budget = createShadowBudget(shadow);
  const whole: Whole = { deps, ask, running, lines, budget, names: createCallerNames() };
  return {
    of: (now) => {
      if (now.mode === 'off') return undefined;
      const serves = now.mode === 'serve-v1' ? 'v1' : 'holdover';
      const { names } = whole;
      return mirroring({
        serves,
        names,
        isOurs: deps.tokens.isOurs,
        // As for holdover's own tokens: without a clients file every client counts as global.
        kindOf: (clientId) => now.clients?.find((each) => each.clientId === clientId)?.kind ?? 'global',
        compare: compareWith(now, serves, whole),
      });
    },
    close: async () => {
      for (const signal of running) signal.cancel('client-closed-request');
      close();
      const late = new Promise((resolve) => setTimeout(resolve, lastLinesMs).unref());
      await Promise.race([lines?.close(), late]);
    },
  };
}

/** The state kept across reloads. */
interface Whole {
  readonly deps: ShadowsDeps;
  /** Asks v1. */
  readonly ask: Ask;
  readonly running: Set<Cancellation>;
  readonly lines: RollingLines | undefined;
  readonly budget: ShadowBudget;
  readonly names: CallerNames;
}

function linesOf({ file }: ShadowConfig, { metrics, onUnwritten }: ShadowsDeps): RollingLines | undefined {
  if (file === undefined) return undefined;
  const lines = rollingLines({ ...file, keep: olderFiles, isOurs: isShadowLine }, (error) => {
    metrics.unwritten();
    onUnwritten(error);
  });
  lines.open().catch(onUnwritten);
  return lines;
}

function compareWith(now: ShadowNow, serves: 'v1' | 'holdover', whole: Whole): Shadow {
  const { deps, budget, lines } = whole;
  const { silent, onFault, metrics } = deps;
  return createShadow({
    map: now.map,
    redaction: createRedaction(now.map),
    serves,
    budget,
    silent,
    pauseMs,
    onFault,
    ...sidesOf(now, whole),
    ignores: ignoresOf(now),
    watch: metrics,
    write: (line) => {
      if (lines?.append(line) === false) metrics.unwritten();
    },
  });
}

function ignoresOf({ ignoreFile, map: { routes } }: ShadowNow): Ignores {
  if (ignoreFile === undefined) return noIgnores;
  return readIgnoreFile(ignoreFile, new Set(routes.map(({ id }) => id)), () => new Date());
}

/** Each side is asked with tokens of its own for the same clients. */
function sidesOf(
  { client, clients, street }: ShadowNow,
  { deps, ask, running }: Whole,
): Record<'v1' | 'holdover', ShadowSide> {
  const known = [...(clients ?? []), client].flatMap(credentialsOf);
  const side = (asking: Ask, grant: Grant): ShadowSide => ({
    ask: asking,
    ...renewedTokens(() => createCallerTokens(grant, known, client?.clientId)),
  });
  const issue: Grant = async (credentials) => (await deps.tokens.issue(credentials)).access_token;
  return {
    v1: side(ask, v1Grant(ask)),
    holdover: side(askStreet({ street, timeoutMs: deps.timeoutMs, running }), issue),
  };
}

/** Empty for a client whose secret is listed as a hash: nobody can request a token for it. */
function credentialsOf(client: Partial<CallerCredentials> | undefined): CallerCredentials[] {
  const { clientId, clientSecret } = client ?? {};
  return clientId === undefined || clientSecret === undefined ? [] : [{ clientId, clientSecret }];
}
