import fc from 'fast-check';
import { readdirSync } from 'node:fs';

// Thousands of mutants are run through these: what is drawn is the same each time, is little, and is not made smaller.
fc.configureGlobal({ seed: 1, endOnFailure: true });
const most = 30;
fc.installGlobalPlugin(() => {
  let runs = 0;
  return { decorateRun: (run) => (value) => ((runs += 1) > most ? null : run(value)) };
});

const reshapes = readdirSync('test/unit/reshapes').filter((name) => name.endsWith('.test.ts'));
const pure = [
  ...reshapes.map((name) => `reshapes/${name}`),
  ...['map/bind.test.ts', 'map/reference.test.ts', 'pipeline/plan.test.ts'],
];
for (const name of pure) await import(`../unit/${name.replace(/ts$/, 'js')}`);
