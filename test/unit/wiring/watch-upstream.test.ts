import { expect, test } from '@jest/globals';
import { watchUpstream } from '../../../src/wiring/parts/watch-upstream.js';
import { createLogger } from '../../../src/observe/log/logger.js';
import { createMetrics } from '../../../src/observe/metrics/metrics.js';
import { readExposition } from '../../support/exposition.js';

test('events around the calls to the tenant are counted, and an outage and its end are each logged once', async () => {
  const lines: Record<string, unknown>[] = [];
  const write = (text: string): void => {
    for (const line of text.split('\n').filter(Boolean))
      lines.push(JSON.parse(line) as Record<string, unknown>);
  };
  const log = createLogger({ level: 'info', sink: { write } });
  const metrics = createMetrics({ version: '1' });
  const watch = watchUpstream(metrics.upstream, log);
  watch.retried();
  watch.waiting(7);
  watch.waited(1_500);
  watch.paced('together');
  watch.refused('upstream-down');
  watch.refused('upstream-limited');
  for (const state of ['open', 'half-open', 'open', 'half-open', 'closed'] as const)
    watch.breakerChanged('token', state);
  watch.breakerChanged('api', 'open');
  log.flush();
  expect(lines.map(({ level, msg, calls }) => [level, msg, calls])).toEqual([
    ['warn', 'The tenant is down: its calls are refused for a while', 'the token endpoint'],
    ['info', 'The tenant is back', 'the token endpoint'],
    ['warn', 'The tenant is down: its calls are refused for a while', 'the Management API'],
  ]);
  const { samples } = readExposition(
    await metrics.print({ loopLagMs: 0, inFlight: 0, sharedState: 'not used' }),
  );
  const told = samples.filter(
    ({ name, value }) => /_upstream_(?!calls)/.test(name) && value > 0 && !name.endsWith('bucket'),
  );
  expect(told.map(({ name, labels, value }) => [name, ...Object.values(labels), value])).toEqual(
    expect.arrayContaining([
      ['holdover_upstream_retries_total', 1],
      ['holdover_upstream_waiting_calls', 7],
      ['holdover_upstream_wait_seconds_sum', 1.5],
      ['holdover_upstream_paced_calls_total', 'together', 1],
      ['holdover_upstream_refusals_total', 'down', 1],
      ['holdover_upstream_refusals_total', 'limited', 1],
      ['holdover_upstream_breaker_state', 'api', 2],
    ]),
  );
});
