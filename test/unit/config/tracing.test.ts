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
    expect(readTracing(env)).toEqual({ on: true, mistakes: [] });
  });

  test.each<[string, Record<string, string>]>([
    ['nothing', {}],
    ['an empty endpoint', { OTEL_EXPORTER_OTLP_ENDPOINT: ' ' }],
    ['a name only', { OTEL_SERVICE_NAME: 'holdover' }],
    ['a switch', { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_SDK_DISABLED: 'TRUE' }],
    ['no exporter', { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_TRACES_EXPORTER: 'none' }],
    ['a fault that is switched off', { OTEL_EXPORTER_OTLP_ENDPOINT: 'x', OTEL_SDK_DISABLED: 'true' }],
  ])('are not made for %s', (_what, env) => {
    expect(readTracing(env)).toEqual({ on: false, mistakes: [] });
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
});
