import { describe, expect, test } from '@jest/globals';
import { readTracing } from '../../../src/config/tracing.js';

const endpoint = 'http://collector:4318';

describe('spans', () => {
  test.each<[string, Record<string, string>]>([
    ['an endpoint', { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }],
    ['an endpoint for traces', { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${endpoint}/v1/traces` }],
    ['the exporter by its name', { OTEL_TRACES_EXPORTER: 'otlp' }],
    ['HTTP', { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf' }],
  ])('are made for %s', (_what, env) => {
    expect(readTracing(env)).toEqual({ on: true, mistakes: [], unused: [] });
  });

  test.each<[string, Record<string, string>]>([
    ['nothing', {}],
    ['an empty endpoint', { OTEL_EXPORTER_OTLP_ENDPOINT: ' ' }],
    ['a name only', { OTEL_SERVICE_NAME: 'holdover' }],
    ['a switch', { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_SDK_DISABLED: 'TRUE' }],
    ['no exporter', { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_TRACES_EXPORTER: 'none' }],
    ['a fault that is switched off', { OTEL_EXPORTER_OTLP_ENDPOINT: 'x', OTEL_SDK_DISABLED: 'true' }],
  ])('are not made for %s', (_what, env) => {
    expect(readTracing(env)).toEqual({ on: false, mistakes: [], unused: [] });
  });

  test('are asked for in a way that would lose them all: each key is named, and no value', () => {
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
  ])('with the sampler %p of %p are made, and what is not used is told', (sampler, share, told) => {
    const { on, mistakes, unused } = readTracing({
      OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
      OTEL_TRACES_SAMPLER: sampler,
      OTEL_TRACES_SAMPLER_ARG: share,
    });
    expect([on, mistakes]).toEqual([true, []]);
    expect(unused).toEqual(told === undefined ? [] : [expect.stringContaining(told)]);
  });
});
