import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LoadOptions } from '../../src/map/load-map.js';
import { readIgnoreFile } from '../../src/parity/compare/ignore-file.js';
import { createRedaction } from '../../src/parity/redaction/redaction.js';
import { runParity, type ParityOutcome, type ParityRun } from '../../src/parity/run-parity.js';
import { demoClients } from '../../src/sandbox/demo/demo-tenant.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { v1StoreOf } from '../../src/sandbox/v1-face/v1-store-of.js';
import { recordNative, type ParityCase } from './native-recording.js';
import { parityMap } from './parity-map.js';
import { openSandboxGateway } from './sandbox-gateway.js';
import { startWireFront, type ChangeAnswer } from './wire-front.js';

interface ReplayHow extends Partial<ParityRun> {
  /** An overlay of the shipped map. */
  readonly planted?: Pick<LoadOptions, 'folders' | 'reshapes'> | undefined;
  /** Changes the candidate's answers to one line. */
  readonly onTheWire?: { readonly line: string; readonly change: ChangeAnswer };
}

/** A recording of the native v1, with a holdover before equal tenants to replay it against. */
export interface ParityStage {
  readonly folder: string;
  readonly recording: string;
  /** Each replay has a tenant and a holdover of its own, in the state at the start of the recording. */
  replay(how?: ReplayHow): Promise<ParityOutcome>;
  close(): Promise<void>;
}

const knownDifferences = 'test/support/known-differences.yaml';

const seedUsers = 60;

/** @param arrange adds what the demo tenant lacks, before v1's store is copied from it and before each replay */
export async function openParityStage(
  cases: readonly ParityCase[],
  { emailKey, arrange = () => undefined }: { emailKey?: string; arrange?: (sandbox: Sandbox) => void } = {},
): Promise<ParityStage> {
  // A fixed clock, so that both sides write the same times.
  const moment = Date.now();
  const tenant = { seedUsers, now: () => moment };
  const folder = await mkdtemp(join(tmpdir(), 'holdover-planted-'));
  const recording = join(folder, 'v1.jsonl');
  const map = parityMap();
  const known = new Set(map.routes.map(({ id }) => id));
  const native = await startSandbox({ ...tenant, v1Port: 0 });
  try {
    arrange(native);
    copyAgain(native);
    const control = native.v1?.url ?? '';
    await recordNative(cases, { control, path: recording, redaction: createRedaction(map, emailKey) });
  } finally {
    await native.close();
  }
  return {
    folder,
    recording,
    replay: async ({ planted, onTheWire, ...more } = {}) => {
      const sandbox = await startSandbox(tenant);
      try {
        arrange(sandbox);
        const gateway = await openSandboxGateway({}, { shared: sandbox, ...(planted && { planted }) });
        const front = onTheWire && (await startWireFront(gateway.http, onTheWire));
        try {
          const url = front?.url ?? gateway.http;
          const run = { ...runOf({ recording, folder, url }), emailKey, ...more };
          return await runParity(run, {
            map,
            ignores: readIgnoreFile(knownDifferences, known, () => new Date()),
            note: () => undefined,
            onProgress: () => undefined,
          });
        } finally {
          await front?.close();
          await gateway.close();
        }
      } finally {
        await sandbox.close();
      }
    },
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

/** The native v1's store, which was copied before the tenant was arranged. */
function copyAgain({ v1, tenant }: Sandbox): void {
  if (v1 === undefined) throw new Error('There is no native v1.');
  const copy = v1StoreOf(tenant);
  for (const part of ['users', 'connections', 'clients'] as const) {
    const kept: Map<string, unknown> = v1.store[part];
    kept.clear();
    for (const [key, value] of copy[part]) kept.set(key, value);
  }
}

function runOf({ recording, folder, url }: { recording: string; folder: string; url: string }): ParityRun {
  return {
    recording,
    candidate: { url },
    clients: [demoClients.app, demoClients.global],
    writes: [new URL(url).host],
    resume: false,
    silent: false,
    timeoutMs: 10_000,
    concurrency: 8,
    out: join(folder, 'report'),
  };
}
