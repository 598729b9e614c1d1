import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readConfig } from '../../config/read-config.js';
import type { LoadedMap } from '../../map/load-map.js';
import { createLogger } from '../../observe/log/logger.js';
import { createAsk } from '../../parity/ask.js';
import { createCallerTokens } from '../../parity/clients/caller-tokens.js';
import { makeFolder, writeOutput } from '../../parity/files/output-files.js';
import { startRecorder } from '../../parity/record/recorder.js';
import { createRedaction } from '../../parity/redaction/redaction.js';
import type { ParityRun } from '../../parity/run-parity.js';
import { v1Grant } from '../../parity/clients/v1-grant.js';
import { writeRecording } from '../../parity/record/write-recording.js';
import { demoClients, type DemoClient } from '../../sandbox/demo/demo-tenant.js';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.js';
import type { LegacyClient } from '../../tokens/legacy-client.js';
import { generateTokenKey, parseTokenKeys } from '../../tokens/token-keys.js';
import { runDemoErrands, type AskAs } from './demo-errands.js';
import { demoIgnores } from './demo-ignores.js';
import { sandboxUpstream } from './sandbox-upstream.js';
import { configured } from '../../wiring/configured/surroundings.js';
import { wireGateway } from '../../wiring/wire-gateway.js';

export interface ParityDemoOptions {
  /** Folder for the recording and the ignore file; created if missing. */
  readonly folder: string;
  readonly map: LoadedMap;
  /** Prints a sentence about the progress. */
  readonly note: (sentence: string) => void;
}

/** A run that is ready to start. */
export interface PreparedRun {
  readonly run: Omit<ParityRun, 'only' | 'concurrency' | 'perSecond' | 'timeoutMs' | 'out'>;
  readonly ignoreFile: string | undefined;
  /** Closes what was started for the run. */
  readonly close: () => Promise<void>;
}

const { app, global, ungranted } = demoClients;

/**
 * Records a day of a made-up company's applications against a native v1, then opens a holdover in front of a v2
 * tenant in the state that the v1 started with.
 */
export async function openParityDemo(options: ParityDemoOptions): Promise<PreparedRun> {
  // v1 has a store of its own: the tenant does not see its writes.
  const sandbox = await startSandbox({ v1Port: 0, seedUsers: 60 });
  try {
    await makeFolder(options.folder);
    const recording = await record(sandbox, options);
    const ignoreFile = join(options.folder, 'demo-ignore.yaml');
    await writeOutput(ignoreFile, demoIgnores(new Date()));
    const { url, close } = await openGateway(sandbox, options.map);
    return {
      run: {
        recording,
        candidate: { url },
        clients: [app, global, ungranted],
        writes: [new URL(url).host],
        resume: false,
        silent: false,
      },
      ignoreFile,
      close: async () => {
        await close();
        await sandbox.close();
      },
    };
  } catch (error) {
    await sandbox.close();
    throw error;
  }
}

async function record({ v1 }: Sandbox, { folder, map, note }: ParityDemoOptions): Promise<string> {
  const control = v1?.url ?? '';
  const path = join(folder, 'demo-v1.jsonl');
  // A file that cannot be removed cannot be written either, and the write reports the error.
  await rm(path, { force: true }).catch(() => undefined);
  const redaction = createRedaction(map);
  const writer = await writeRecording(path, {
    recording: 'holdover',
    version: 1,
    control,
    emails: redaction.emails,
  });
  const where = { control, host: '127.0.0.1', port: 0, twice: true };
  const recorder = await startRecorder(where, { map, redaction, append: writer.append, note });
  const { ask, close } = createAsk({ base: recorder.url, connections: 1, timeoutMs: 10_000 });
  const bearerOf = createCallerTokens(v1Grant(ask), [app, global, ungranted]);
  const as =
    ({ clientId }: DemoClient): AskAs =>
    async (line, body) => {
      const [method = '', target = ''] = line.split(' ');
      const token = await bearerOf(`client:${clientId}`);
      const sent = body === undefined ? {} : { body: { json: body } };
      const headers = body === undefined ? {} : { 'content-type': 'application/json' };
      return ask({ method, target, headers, ...sent, ...(token === 'unknown' ? {} : token) });
    };
  try {
    await runDemoErrands({ portal: as(app), admin: as(global), newsletter: as(ungranted) });
  } finally {
    close();
    await recorder.close();
    await writer.close();
  }
  return path;
}

const anyPorts = { HOLDOVER_PORT: '0', HOLDOVER_ADMIN_PORT: '0' };

const legacyClients: readonly LegacyClient[] = [
  { kind: 'app', ...app },
  { kind: 'global', ...global },
  { kind: 'app', ...ungranted },
];

async function openGateway(
  sandbox: Sandbox,
  map: LoadedMap,
): Promise<{ readonly url: string; readonly close: () => Promise<void> }> {
  const tenant = { HOLDOVER_UPSTREAM_URL: sandbox.url, HOLDOVER_TOKEN_KEY: generateTokenKey() };
  const config = readConfig({ parseTokenKeys, env: { ...anyPorts, ...tenant } });
  const { gateway, upstream, state } = await wireGateway({
    config,
    map,
    around: {
      ...configured(config),
      upstream: sandboxUpstream(sandbox, config.dialect),
      clients: legacyClients,
    },
    log: createLogger({ level: 'error', sink: process.stderr }),
  });
  await state.open();
  const { http } = await gateway.listen();
  return {
    url: http,
    close: async () => {
      await gateway.close();
      state.close();
      await upstream.close();
    },
  };
}
