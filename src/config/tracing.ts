export interface TracingWish {
  /** Whether spans are to be made. */
  readonly on: boolean;
  /** One line each. */
  readonly mistakes: readonly string[];
  /** What the SDK cannot use and ignores, one line each: more spans are then exported than were asked for. */
  readonly unused: readonly string[];
}

/**
 * Whether OpenTelemetry's own variables ask for spans. The SDK reads them itself and does not report what it cannot
 * use: what would lose every span is a mistake here, and an unusable sampler is in `unused`.
 */
export function readTracing(env: NodeJS.ProcessEnv): TracingWish {
  const { OTEL_SDK_DISABLED = '', OTEL_TRACES_EXPORTER = '' } = env;
  const exporters = OTEL_TRACES_EXPORTER.split(',').map((each) => each.trim().toLowerCase());
  const given = endpoints.filter((key) => isGiven(env[key]));
  const wanted = given.length > 0 || exporters.includes('otlp');
  if (OTEL_SDK_DISABLED.trim().toLowerCase() === 'true' || exporters.includes('none') || !wanted) {
    return { on: false, mistakes: [], unused: [] };
  }
  return {
    on: true,
    mistakes: [...given.flatMap((key) => endpointFault(key, env[key])), ...protocolFault(env)],
    unused: samplerFault(env),
  };
}

const endpoints = ['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'] as const;

/** OpenTelemetry's rule: an empty variable counts as left out. */
function isGiven(value: string | undefined): boolean {
  return value !== undefined && value.trim() !== '';
}

/** The message leaves the value out, which may hold a password. */
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

const samplers = ['always_on', 'always_off', 'traceidratio'].flatMap((name) => [name, `parentbased_${name}`]);

/** Checks the sampler as the SDK reads it: its name must match exactly. */
function samplerFault({
  OTEL_TRACES_SAMPLER: sampler = '',
  OTEL_TRACES_SAMPLER_ARG: share = '',
}: NodeJS.ProcessEnv): string[] {
  if (sampler.trim() === '') return [];
  if (!samplers.includes(sampler)) {
    return [
      `OTEL_TRACES_SAMPLER is none of ${samplers.join(', ')}: it goes by the caller, and else all is traced`,
    ];
  }
  if (!sampler.endsWith('traceidratio')) return [];
  const ratio = share.trim() === '' ? NaN : Number(share);
  return ratio >= 0 && ratio <= 1 ? [] : ['OTEL_TRACES_SAMPLER_ARG is no number from 0 to 1: it goes by 1'];
}
