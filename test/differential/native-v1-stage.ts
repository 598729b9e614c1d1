import { demoClients } from '../../src/sandbox/demo/demo-tenant.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import type { V1Store } from '../../src/sandbox/v1-face/v1-store.js';
import { V1Caller } from '../support/native-v1.js';
import { openSandboxGateway } from '../support/sandbox-gateway.js';

/** The two sides of the comparison: v1 itself, and holdover before the v2 interface of an equal store. */
export type Side = 'native' | 'holdover';
export const sides: readonly Side[] = ['native', 'holdover'];

/** The caller of a request; both are clients of the demo. */
export type Who = 'app' | 'global';

/** Both sides, and a reset to equal stores. */
export interface NativeV1Stage {
  readonly callers: Readonly<Record<Side, Readonly<Record<Who, V1Caller>>>>;
  readonly sandbox: Sandbox;
  readonly store: V1Store;
  /** Deletes on both sides what was created since the start. */
  reset(): void;
  close(): Promise<void>;
}

/** A tenant without users, with the demo's clients, connections, rules and templates, on real sockets. */
export async function openNativeV1Stage(): Promise<NativeV1Stage> {
  // The limit is never reached: the behaviour near it has its own tests, and this test makes many calls.
  const rateLimit = { limit: 1_000_000, perSecond: 1_000_000, advisory: true };
  const sandbox = await startSandbox({ seedUsers: 0, v1Port: 0, rateLimit });
  if (sandbox.v1 === undefined) throw new Error('There is no native v1.');
  const { url, store } = sandbox.v1;
  const gateway = await openSandboxGateway({ HOLDOVER_ALLOW_DELETE_ALL_USERS: 'true' }, { shared: sandbox });
  const callersAt = async (base: string): Promise<Record<Who, V1Caller>> => ({
    app: await V1Caller.open(base, demoClients.app),
    global: await V1Caller.open(base, demoClients.global),
  });
  const toSeed = [
    seedOf(store.connections),
    seedOf(store.clients),
    seedOf(store.rules),
    seedOf(store.emailTemplates),
  ];
  const v2ToSeed = tenantSeedOf(sandbox);
  return {
    callers: { native: await callersAt(url), holdover: await callersAt(gateway.http) },
    sandbox,
    store,
    reset: () => {
      store.users.clear();
      store.mails.splice(0);
      for (const back of toSeed) back();
      v2ToSeed();
    },
    close: async () => {
      await gateway.close();
      await sandbox.close();
    },
  };
}

/** Records are never changed in place, so that a copy of the map restores the whole store. */
function seedOf<Value>(map: Map<string, Value>): () => void {
  const seed = [...map];
  return () => {
    map.clear();
    for (const [key, value] of seed) map.set(key, value);
  };
}

function tenantSeedOf({ tenant }: Sandbox): () => void {
  const { users, connections, clients, rules, emailTemplates, mails } = tenant;
  const seed = { connections: connections.all(), clients: clients.all(), rules: rules.all() };
  const templatesBack = seedOf(emailTemplates);
  const known = new Set([
    ...seed.connections.map(({ id }) => id),
    ...seed.clients.map(({ clientId }) => clientId),
    ...seed.rules.map(({ id }) => id),
  ]);
  return () => {
    for (const { user_id } of users.all()) users.erase(user_id);
    for (const { id } of connections.all()) if (!known.has(id)) connections.remove(id);
    for (const { clientId } of clients.all()) if (!known.has(clientId)) clients.remove(clientId);
    for (const { id } of rules.all()) if (!known.has(id)) rules.remove(id);
    for (const connection of seed.connections) connections.put(connection);
    for (const rule of seed.rules) rules.put(rule);
    templatesBack();
    mails.splice(0);
  };
}
