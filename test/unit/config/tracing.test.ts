import { describe, expect, test } from '@jest/globals';
import { readTracing } from '../../../src/config/tracing.js';

const endpoint = 'http://collector:4318';

describe('spans', () => {
  test.each<[string, Record<string, string>]>([
    ['an endpoint', { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }],
    ['an endpoint for traces', { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${endpoint}/v1/traces` }],
    ['the exporter by its name', { OTEL_TRACES_EXPORTER: 'otlp' }],
    ['HTTP', { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf' }],
  ])('are recorded with %s', (_what, env) => {
    expect(readTracing(env)).toEqual({ on: true, mistakes: [], unused: [] });
  });

  test.each<[string, Record<string, string>]>([
    ['nothing', {}],
    ['an empty endpoint', { OTEL_EXPORTER_OTLP_ENDPOINT: ' ' }],
    ['a name only', { OTEL_SERVICE_NAME: 'holdover' }],
    ['a switch', { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_SDK_DISABLED: 'TRUE' }],
    ['no exporter', { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_TRACES_EXPORTER: 'none' }],
    ['a fault that is switched off', { OTEL_EXPORTER_OTLP_ENDPOINT: 'x', OTEL_SDK_DISABLED: 'true' }],
  ])('are not recorded with %s', (_what, env) => {
    expect(readTracing(env)).toEqual({ on: false, mistakes: [], unused: [] });
  });

  test('with settings that would lose them all give a mistake for each key, without its value', () => {
    const env = {
      OTEL_EXPORTER_OTLP_ENDPOINT: 'user:secret@collector',
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'ftp://collector',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
    };
    expect(readTracing(env).mistakes).toEqual([
      'OTEL_EXPORTER_OTLP_ENDPOINT must be a URL such as http://collector:4318',
      'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT must be a URL such as http://collector:4318',
      "OTEL_EXPORTER_OTLP_PROTOCOL must be http/json: spans go over HTTP, to the collector's port 4318, not over gRPC",
    ]);
  });

  test.each([
    ['jaeger_remote', undefined, 'OTEL_TRACES_SAMPLER is none of always_on, '],
    ['ALWAYS_OFF', undefined, 'OTEL_TRACES_SAMPLER is none of '],
    ['traceidratio', undefined, 'OTEL_TRACES_SAMPLER_ARG is no number from 0 to 1'],
    ['traceidratio', '10%', 'OTEL_TRACES_SAMPLER_ARG is no number from 0 to 1'],
    ['parentbased_traceidratio', '2', 'OTEL_TRACES_SAMPLER_ARG is no number from 0 to 1'],
    ['traceidratio', '0.5', undefined],
    ['parentbased_always_off', '7', undefined],
    [' ', '7', undefined],
  ])(
    'are recorded with the sampler %p and the argument %p, and the unused setting is reported',
    (sampler, share, told) => {
      const { on, mistakes, unused } = readTracing({
        OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
        OTEL_TRACES_SAMPLER: sampler,
        OTEL_TRACES_SAMPLER_ARG: share,
      });
      expect([on, mistakes]).toEqual([true, []]);
      expect(unused).toEqual(told === undefined ? [] : [expect.stringContaining(told)]);
    },
  );
});
