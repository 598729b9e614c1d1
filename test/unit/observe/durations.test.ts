import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { AggregatorRegistry, Histogram, Registry } from 'prom-client';
import { Durations } from '../../../src/observe/metrics/durations.js';

const described = { name: 'h_seconds', help: 'Words.', buckets: [0.01, 0.5, 1] };
const label = fc.constantFrom('users.get', 'users.list', 'pass-through');
const seconds = fc.oneof(fc.constantFrom(0, 0.01, 0.5, 1), fc.double({ min: 0, max: 2, noNaN: true }));

/** Two registries with the same durations: one with prom-client's histogram, one with ours. */
function both(observed: readonly (readonly [string, number])[]): [Registry, Registry] {
  const [theirs, ours] = [new Registry(), new Registry()];
  const histogram = new Histogram({ ...described, labelNames: ['route'], registers: [theirs] });
  const durations = new Durations({ ...described, label: 'route', registers: [ours] });
  for (const [route, took] of observed) {
    histogram.labels(route).observe(took);
    durations.observe(route, took);
  }
  return [theirs, ours];
}

/** The sum of two processes with the same counts. */
async function twice(registry: Registry): Promise<string> {
  const told = await registry.getMetricsAsJSON();
  return AggregatorRegistry.aggregate([told, told]).metrics();
}

test('durations are exported as prom-client exports its own histogram, alone and summed over processes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(label, seconds), { maxLength: 50 }), async (observed) => {
      const [theirs, ours] = both(observed);
      expect(await ours.metrics()).toBe(await theirs.metrics());
      expect(await twice(ours)).toBe(await twice(theirs));
    }),
  );
});
