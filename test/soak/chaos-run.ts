import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { demoClients } from '../../src/sandbox/demo/demo-tenant.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { generateTokenKey } from '../../src/tokens/token-keys.js';
import { calmed, pulseOf, type Pulse } from '../support/fuzz-run.js';
import { addMachineClients } from '../support/machine-clients.js';
import { startHoldover, type RunningHoldover } from '../support/running-holdover.js';
import { v1Token, type V1Client } from '../support/v1-token.js';
import { faultsOf } from './chaos-faults.js';
import { startLoad, type Load } from './chaos-load.js';
import { chaosSchedule, endOfFaults, type ChaosEvent } from './chaos-schedule.js';
import { compareLedgers, errorShare, type Verdict } from './chaos-verdict.js';
import { errandsOf } from './errands.js';
import { memoryOf, watchMemory } from './watch-memory.js';
import { twistSurroundings, type TwistedSurroundings } from './twisted-surroundings.js';
import { startUnrulyFront, type UnrulyFront } from './unruly-front.js';

export interface ChaosOptions {
  readonly seed: number;
  /** The latest start of the last fault. */
  readonly durationMs: number;
  readonly perSecond: number;
}

export interface ChaosReport {
  readonly events: readonly ChaosEvent[];
  readonly verdict: Verdict;
  /** Share of the requests that began 5 s after the end of the last fault, or later. */
  readonly errorsAfter: number;
  readonly calls: number;
  readonly before: Pulse;
  readonly after: Pulse;
  /** Resident memory in MiB, sampled each second. */
  readonly memory: { readonly before: number; readonly most: number; readonly after: number };
  readonly isAlive: boolean;
  /** All of its output on stderr. */
  readonly stderr: string;
}

interface Stage {
  readonly sandbox: Sandbox;
  readonly front: UnrulyFront;
  readonly twisted: TwistedSurroundings;
  readonly holdover: RunningHoldover;
  readonly clients: readonly V1Client[];
  close(): Promise<void>;
}

/** Short enough that tokens expire and are renewed during other faults. */
const tokenLifetimeSeconds = 90;
const recoveryMs = 5_000;
const watchedMs = 20_000;

/** Runs the built program under load and under faults, one after another in the order of the seed. */
export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const stage = await openStage();
  try {
    return await runOn(stage, options);
  } finally {
    await stage.close();
  }
}

async function runOn(stage: Stage, { seed, durationMs, perSecond }: ChaosOptions): Promise<ChaosReport> {
  const { sandbox, front, holdover } = stage;
  const tokens = await Promise.all(stage.clients.map((client) => v1Token(holdover.http, client)));
  const idToken = idTokens(stage);
  const { tenant } = sandbox;
  const connectionId = (name: string): string | undefined => tenant.connections.byName(name)?.id;
  const nextErrand = errandsOf({ tenant, tokens, idToken: idToken.of, connectionId });
  await idToken.renew();
  const before = await pulseOf(holdover);
  const stopWatching = await watchMemory(holdover.pid);
  const load = startLoad({ base: () => holdover.http, perSecond, seed, nextErrand });
  const events = chaosSchedule(seed, durationMs);
  const faults = faultsOf({ ...stage, seed, token: tokens[0] ?? '' });
  const running = events.map(async ({ atMs, fault, forMs }) => {
    await delay(atMs - load.now());
    await faults[fault](forMs);
    if (fault === 'the tenant signs with a new key') await idToken.renew();
  });
  await Promise.all(running);
  const overMs = Math.max(load.now(), endOfFaults(events));
  await delay(overMs + recoveryMs + watchedMs - load.now());
  const most = stopWatching();
  const isAlive = await endLoad(load, holdover);
  const verdict = compareLedgers(load.done, front);
  const after = await calmed(holdover, before);
  return {
    events,
    verdict,
    before,
    after,
    isAlive,
    calls: front.calls,
    stderr: holdover.stderr(),
    errorsAfter: errorShare(load.done, overMs + recoveryMs),
    memory: { ...most, after: await memoryOf(holdover.pid) },
  };
}

async function openStage(): Promise<Stage> {
  const sandbox = await startSandbox({ seedUsers: 600, tokenLifetimeSeconds });
  const front = await startUnrulyFront(sandbox.url);
  const twisted = await twistSurroundings();
  const folder = await mkdtemp(join(tmpdir(), 'holdover-chaos-'));
  const own = addMachineClients(sandbox, 2);
  const clientsFile = join(folder, 'clients.json');
  await writeFile(clientsFile, JSON.stringify(listedClients(own)));
  const holdover = await startHoldover({
    // A host name, so that it has to be resolved.
    HOLDOVER_UPSTREAM_URL: `http://localhost:${front.port}`,
    HOLDOVER_UPSTREAM_AUDIENCE: `${sandbox.url}/api/v2/`,
    HOLDOVER_UPSTREAM_CLIENT_ID: demoClients.service.clientId,
    HOLDOVER_UPSTREAM_CLIENT_SECRET: demoClients.service.clientSecret,
    HOLDOVER_CLIENTS_FILE: clientsFile,
    HOLDOVER_TOKEN_KEY: generateTokenKey(),
    ...twisted.env,
  });
  const close = async (): Promise<void> => {
    holdover.signal('SIGCONT');
    await holdover.stop();
    await front.close();
    await sandbox.close();
    await twisted.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { sandbox, front, twisted, holdover, clients: [demoClients.app, demoClients.global, ...own], close };
}

/** Two clients act with the service credentials, the others with their own. */
function listedClients(own: readonly V1Client[]): object[] {
  const listed = ({ clientId, clientSecret }: V1Client) => ({
    client_id: clientId,
    client_secret: clientSecret,
    kind: 'app',
  });
  return [
    listed(demoClients.app),
    { ...listed(demoClients.global), kind: 'global' },
    ...own.map((client) => ({
      ...listed(client),
      upstream_client_id: client.clientId,
      upstream_client_secret: client.clientSecret,
    })),
  ];
}

/** Tokens of users, renewed by a login whenever there is a new key. */
function idTokens({ sandbox, front }: Pick<Stage, 'sandbox' | 'front'>) {
  const signed = new Map<string, string>();
  const claims = { iss: `http://localhost:${front.port}/`, aud: demoClients.app.clientId };
  const hours = 3_600 * 24;
  return {
    of: (userId: string): string | undefined => signed.get(userId),
    renew: async (): Promise<void> => {
      for (const { user_id: sub } of sandbox.tenant.users.all().slice(0, 10))
        signed.set(sub, await sandbox.issuer.sign({ ...claims, sub }, hours));
    },
  };
}

/** Waits until every request has its answer, and tells whether the process is still the one that was started. */
async function endLoad(load: Load, holdover: RunningHoldover): Promise<boolean> {
  await load.stop();
  const answer = await fetch(`${holdover.admin}/livez`).catch(() => undefined);
  return answer?.status === 200;
}
