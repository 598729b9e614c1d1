import type { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import type { SpanExporter } from '@opentelemetry/sdk-trace-base';
import { errorFields } from '../log/error-fields.js';
import type { Logger } from '../log/logger.js';

/** Logs once when the collector takes no spans, and once when it takes them again. The SDK reports neither. */
export function tellingExporter(
  exporter: OTLPTraceExporter,
  log: Pick<Logger, 'warn' | 'info'>,
): SpanExporter {
  let isAway = false;
  return {
    export: (spans, done) => {
      exporter.export(spans, (result) => {
        const failed = result.error !== undefined;
        if (failed && !isAway) {
          const fields = { ...errorFields(result.error), stack: undefined };
          log.warn('The collector takes no spans: they are lost', fields);
        }
        if (!failed && isAway) log.info('The collector takes spans again');
        isAway = failed;
        done(result);
      });
    },
    forceFlush: () => exporter.forceFlush(),
    shutdown: () => exporter.shutdown(),
  };
}
