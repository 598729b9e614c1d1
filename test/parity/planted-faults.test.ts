import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import type { ParityOutcome } from '../../src/parity/run-parity.js';
import { temporaryMap } from '../support/map-folder.js';
import { arrangeParity, parityCases } from '../support/parity-cases.js';
import { openParityStage, type ParityStage } from '../support/parity-stage.js';
import { faults, type Fault } from './faults.js';

let stage: ParityStage;

beforeAll(async () => {
  stage = await openParityStage(parityCases, { arrange: arrangeParity });
});
afterAll(() => stage.close());

test('a native v1 and holdover before an equal tenant answer the same, except for known differences', async () => {
  const { summary, exitCode } = await stage.replay();
  expect(unexplained(summary)).toEqual([]);
  expect(summary.counts).toMatchObject({ different: 0, failed: 0 });
  expect(summary.counts.same + summary.counts.explained).toBeGreaterThan(40);
  expect(exitCode).toBe(0);
});

describe('a fault of the translation is found and attributed to its own entry:', () => {
  test.each(faults.map((fault): [string, string, Fault] => [fault.name, fault.route, fault]))(
    '%s in %s',
    async (_name, route, fault) => {
      const { folder, remove } = mounted(fault);
      const reshapes = fault.planted === undefined ? {} : { planted: fault.planted };
      try {
        const { summary, exitCode } = await stage.replay({ planted: { folders: [folder], reshapes } });
        expect([...new Set(unexplained(summary).map((group) => group.route))]).toEqual([route]);
        expect(summary.counts.failed).toBe(0);
        expect(exitCode).toBe(1);
      } finally {
        remove();
      }
    },
  );
});

function unexplained({ groups }: ParityOutcome['summary']): ParityOutcome['summary']['groups'] {
  return groups.filter(({ cause }) => cause === 'unexplained');
}

/** A folder with the changed entry alone. */
function mounted({ route, written: [from, to] }: Fault): ReturnType<typeof temporaryMap> {
  const file = `${route.replace('.', '/')}.yaml`;
  const text = readFileSync(`routes-map/${file}`, 'utf8');
  expect(text).toContain(from);
  return temporaryMap({ [file]: text.replaceAll(from, to) });
}
