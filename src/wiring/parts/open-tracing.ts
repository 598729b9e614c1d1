import { version } from '../../config/version.js';
import { noTracing, type Tracing } from '../../observe/tracing/tracing.js';
import type { Run } from '../run.js';

/** Loads the SDK only if tracing is on: it costs memory and start-up time. */
export async function openTracing({ config, log }: Pick<Run, 'config' | 'log'>): Promise<Tracing> {
  if (!config.tracing) return noTracing;
  const { createOtlpTracing } = await import('../../observe/tracing/otlp-tracing.js');
  log.info('spans are exported', { protocol: 'http/json' });
  for (const sentence of config.tracingUnused) log.warn(sentence);
  return createOtlpTracing({ version, log });
}
