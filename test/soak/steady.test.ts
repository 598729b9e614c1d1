import { expect, test } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { demoClients, seedDemoTenant } from '../../src/sandbox/demo/demo-tenant.js';
import { dialectCurrent } from '../../src/sandbox/dialect-current.js';
import { Tenant } from '../../src/sandbox/tenant.js';
import { generateTokenKey } from '../../src/tokens/token-keys.js';
import { calmed, pulseOf } from '../support/fuzz-run.js';
import { startHoldover } from '../support/running-holdover.js';
import { v1Token } from '../support/v1-token.js';
import { startLoad, type Load } from './chaos-load.js';
import { errandsOf } from './errands.js';
import { heapOf, inspectorEnv } from './heap-of.js';
import { soakSettings } from './soak-settings.js';
import { startTenantProcess } from './tenant-process.js';
import { memoryOf } from './watch-memory.js';

const { steadyMinutes, steadyRate: perSecond } = soakSettings;
const durationMs = steadyMinutes * 60_000;
const users = 600;
/** The time to fill caches, pools and compiled code, which then stay. */
const warmUpMs = durationMs / 5;

test(
  'under a steady load neither the heap nor the number of open files grows, and every answer is right',
  async () => {
    const tenant = await startTenantProcess(users);
    const holdover = await startHoldover({
      HOLDOVER_UPSTREAM_URL: tenant.url,
      HOLDOVER_TOKEN_KEY: generateTokenKey(),
      ...inspectorEnv,
    });
    const tokens = [await v1Token(holdover.http, demoClients.app)];
    const nextErrand = errandsOf({
      tenant: equalTenant(),
      tokens,
      idToken: () => undefined,
      // Nobody checks the traces of these writes.
      connectionId: (name) => name,
    });
    const before = await pulseOf(holdover);
    const load = startLoad({ base: () => holdover.http, perSecond, seed: 1, nextErrand });
    await delay(warmUpMs);
    const warm = await heapOf(holdover);
    const statuses = new Map<number, number>();
    const flaws: string[] = [];
    while (load.now() < durationMs) {
      await delay(1_000);
      look(load, { statuses, flaws });
    }
    await load.stop();
    look(load, { statuses, flaws });
    const after = await calmed(holdover, before);
    const heap = await heapOf(holdover);
    const memoryMiB = await memoryOf(holdover.pid);
    const figures = { statuses: Object.fromEntries(statuses), warm, heap, before, after, memoryMiB };
    process.stdout.write(`${perSecond} requests a second: ${JSON.stringify(figures)}\n`);
    await holdover.stop();
    await tenant.close();
    expect([...statuses.keys()]).toEqual([200]);
    expect(flaws).toEqual([]);
    expect(heap - warm).toBeLessThan(3);
    expect(after.inFlight).toBe(0);
    expect(after.files).toBeLessThanOrEqual(before.files);
    expect(memoryMiB).toBeLessThan(250);
  },
  durationMs + 120_000,
);

/** A tenant from the same seed as that of the tenant process. */
function equalTenant(): Tenant {
  const tenant = new Tenant({ now: Date.now, indexLagMs: 0, rules: 'open', ...dialectCurrent.tenant });
  seedDemoTenant(tenant, users);
  return tenant;
}

/** Evaluates the finished requests and discards them, because the test must not grow either. */
function look({ done }: Load, { statuses, flaws }: { statuses: Map<number, number>; flaws: string[] }): void {
  for (const { errand, status, text } of done.splice(0)) {
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    const flaw = status === 200 ? errand.flaw?.(text) : `${status} ${text}`;
    if (flaw !== undefined && flaws.length < 20) flaws.push(`${errand.kind}: ${flaw}`);
  }
}
