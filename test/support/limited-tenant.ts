import { expect } from '@jest/globals';
import { watchLoopLag } from '../../src/observe/metrics/loop-lag.js';
import { startSandbox } from '../../src/sandbox/sandbox.js';
import { crowd, type CrowdReply } from './crowd.js';
import { addMachineClients } from './machine-clients.js';
import { startHoldover, type RunningHoldover } from './running-holdover.js';
import { v1Token } from './v1-token.js';

export interface CrowdedTenant {
  /** By client. */
  readonly replies: readonly (readonly CrowdReply[])[];
  /** The tenant's statuses for the calls. */
  readonly answered: readonly number[];
  /** The longest pause of this process, which is the tenant and the clients. */
  readonly stalledMs: number;
}

const deadlineMs = 5_000;

export interface Crowding {
  readonly clients: number;
  readonly ms: number;
  /** Number of replicas; default 1. */
  readonly replicas?: number;
  /** Number of replicas that receive requests, each from its share of the clients; default all. */
  readonly asked?: number;
  /** Runs before anything is counted, while a crowd is already there. */
  readonly first?: (running: readonly RunningHoldover[]) => Promise<void>;
  readonly env?: Readonly<Record<string, string>>;
}

/** A crowd before the built program, and behind it a tenant with a limit of 10 calls a second, 20 at once. */
export async function crowdBeforeLimitedTenant({
  clients,
  ms,
  replicas = 1,
  asked = replicas,
  first,
  env = {},
}: Crowding): Promise<CrowdedTenant> {
  const sandbox = await startSandbox({ seedUsers: 1, rateLimit: { limit: 20, perSecond: 10 } });
  const [user] = sandbox.tenant.users.all();
  const settings = {
    HOLDOVER_UPSTREAM_URL: sandbox.url,
    HOLDOVER_TOKEN_KEY: Buffer.alloc(32, 7).toString('base64url'),
    HOLDOVER_UPSTREAM_TIMEOUT_MS: String(deadlineMs),
    ...env,
  };
  const running = await Promise.all(Array.from({ length: replicas }, () => startHoldover(settings)));
  let stalledMs = 0;
  const lag = watchLoopLag(250, (lagMs) => (stalledMs = Math.max(stalledMs, lagMs)));
  try {
    const machines = addMachineClients(sandbox, clients);
    const tokens = await Promise.all(machines.map((machine) => v1Token(running[0]?.http ?? '', machine)));
    const path = `/api/users/${encodeURIComponent(String(user?.['user_id']))}`;
    const crowdFor = async (parts: { readonly until: number }): Promise<CrowdReply[][]> => {
      const each = running.slice(0, asked).map(({ http }, n) => {
        const own = tokens.filter((_token, client) => client % asked === n);
        return crowd(http + path, own, parts);
      });
      return (await Promise.all(each)).flat();
    };
    if (first !== undefined) await underCrowd(crowdFor, () => first(running));
    sandbox.calls.length = 0;
    const replies = await crowdFor({ until: performance.now() + ms });
    return { replies, answered: sandbox.calls.map(({ status }) => status), stalledMs };
  } finally {
    lag.stop();
    await Promise.all(running.map((each) => each.stop()));
    await sandbox.close();
  }
}

/** A crowd that leaves when the work is done. */
async function underCrowd(
  crowdFor: (end: { until: number }) => Promise<unknown>,
  work: () => Promise<void>,
): Promise<void> {
  const end = { until: Infinity };
  const gone = crowdFor(end);
  await work();
  end.until = 0;
  await gone;
}

/**
 * Next to none of the calls are refused. A tenant that paused reports its bucket late, so that a few more calls exceed
 * it.
 */
export function expectFewRefused({
  answered,
  stalledMs,
}: Pick<CrowdedTenant, 'answered' | 'stalledMs'>): void {
  const refused = answered.filter((status) => status === 429).length;
  expect(refused / answered.length).toBeLessThanOrEqual(stalledMs < 300 ? 0.02 : 0.08);
}

const graceMs = 2_000;

/** The limits for 50 clients, and their tenant, after this many seconds. */
export function expectCalm({ replies, answered, stalledMs }: CrowdedTenant, seconds: number): void {
  const all = replies.flat();
  // Where the tenant itself paused, clients in turn get no answer in time, and those behind them no turn: both are told
  // that the tenant is slow.
  const late = all.filter(({ status }) => isSlow(status));
  expect(late.length / all.length).toBeLessThanOrEqual(stalledMs < 300 ? 0.02 : 1 / 3);
  for (const { status, retryAfterS, tookMs, body } of all) {
    expect(tookMs).toBeLessThan(deadlineMs + graceMs);
    if (status === 200 || status === 504) continue;
    expect(retryAfterS).toBeGreaterThanOrEqual(1);
    if (isSlow(status)) continue;
    expect(body).toMatchObject({ error: 'too_many_requests', statusCode: 429 });
  }
  expectFewRefused({ answered, stalledMs });
  // The burst, and most of what is added.
  expect(answered.length).toBeGreaterThan(20 + 0.7 * 10 * seconds);
  expect(mostAhead(replies)).toBeLessThanOrEqual(mostTurns + (stalledMs < 300 ? 0 : 2));
}

function isSlow(status: number): boolean {
  return status === 503 || status === 504;
}

/**
 * While one client waits, every other client has one turn before it. The client's own waiting time is longer, from
 * before the arrival of its request until after its answer: two more turns are possible, one for an answer under way,
 * and one for a request that overtakes it. Without turns, the number grows with the seconds.
 */
const mostTurns = 3;

/** How often one client was served, at most, while another waited for one answer. */
function mostAhead(replies: CrowdedTenant['replies']): number {
  const servedAt = replies.map((own) => own.filter(({ status }) => status === 200).map(({ at }) => at));
  const aheadOf = ({ at, tookMs }: CrowdReply): number =>
    Math.max(...servedAt.map((times) => times.filter((time) => time > at - tookMs && time < at).length));
  return Math.max(...replies.flat().map(aheadOf));
}
