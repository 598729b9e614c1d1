export interface TracingWish {
  /** Whether spans are to be made. */
  readonly on: boolean;
  /** One line each. */
  readonly mistakes: readonly string[];
}

/**
 * Whether OpenTelemetry's own variables ask for spans. The SDK reads them by itself, and says nothing of what it cannot
 * use: what would lose every span is a mistake here.
 */
export function readTracing(env: NodeJS.ProcessEnv): TracingWish {
  const { OTEL_SDK_DISABLED = '', OTEL_TRACES_EXPORTER = '' } = env;
  const exporters = OTEL_TRACES_EXPORTER.split(',').map((each) => each.trim().toLowerCase());
  const given = endpoints.filter((key) => isGiven(env[key]));
  const wanted = given.length > 0 || exporters.includes('otlp');
  if (OTEL_SDK_DISABLED.trim().toLowerCase() === 'true' || exporters.includes('none') || !wanted) {
    return { on: false, mistakes: [] };
  }
  return {
    on: true,
    mistakes: [...given.flatMap((key) => endpointFault(key, env[key])), ...protocolFault(env)],
  };
}

const endpoints = ['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'] as const;

/** OpenTelemetry's rule: a variable set to nothing is left out. */
function isGiven(value: string | undefined): boolean {
  return value !== undefined && value.trim() !== '';
}

/** Without the value, which may hold a password. */
function endpointFault(key: string, value = ''): string[] {
  if (URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)) return [];
  return [`${key} must be a URL such as http://collector:4318`];
}

function protocolFault(env: NodeJS.ProcessEnv): string[] {
  const keys = ['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'OTEL_EXPORTER_OTLP_PROTOCOL'];
  const key = keys.find((each) => isGiven(env[each]));
  if (key === undefined || env[key]?.trim() !== 'grpc') return [];
  return [`${key} must be http/json: spans go over HTTP, to the collector's port 4318, not over gRPC`];
}
