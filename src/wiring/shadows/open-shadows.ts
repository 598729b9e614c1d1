import { systemReason } from '../../errors/system-code.js';
import { errorFields } from '../../observe/log/error-fields.js';
import type { Metrics } from '../../observe/metrics/metrics.js';
import type { OperatedTokens } from '../../tokens/tokens.js';
import { throttled } from '../../observe/throttled.js';
import type { Run } from '../run.js';
import type { Shadows } from './shadows.js';

/** Without a limit, a v1 that is down would fill the log. */
const faultEveryMs = 60_000;

/** Undefined without a live v1; the comparison is then not loaded either. */
export async function openShadows(
  { config, log }: Pick<Run, 'config' | 'log'>,
  { tokens, metrics }: { tokens: OperatedTokens; metrics: Metrics },
): Promise<Shadows | undefined> {
  const { shadow, upstreamTimeoutMs: timeoutMs, lossy } = config;
  if (shadow === undefined) return undefined;
  const onFault = throttled(faultEveryMs, (error: unknown) => {
    log.warn('v1 and holdover could not be compared', errorFields(error));
  });
  const onUnwritten = throttled(faultEveryMs, (error: unknown) => {
    log.warn('the shadow file cannot be written: differences are only counted', {
      reason: systemReason(error),
    });
  });
  const { createShadows } = await import('./shadows.js');
  return createShadows(shadow, {
    tokens,
    metrics: metrics.shadow,
    timeoutMs,
    silent: lossy === 'silent',
    onFault,
    onUnwritten,
  });
}
