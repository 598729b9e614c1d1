import { loadMap } from '../../src/map/load-map.js';
import type { V1Reply, V1Request } from '../../src/pipeline/exchange.js';
import { answerV1, type PipelineDeps } from '../../src/pipeline/pipeline.js';
import { reshapes } from '../../src/reshapes/registry.js';
import { demoClients } from '../../src/sandbox/demo/demo-tenant.js';
import { RandomSource } from '../../src/sandbox/random-source.js';
import { startSandbox } from '../../src/sandbox/sandbox.js';
import type { Tenant } from '../../src/sandbox/tenant.js';
import type { Caller } from '../../src/tokens/caller.js';
import { Cancellation } from '../../src/upstream/cancellation.js';
import type { Upstream, UpstreamAnswer, UpstreamRequest } from '../../src/upstream/exchange.js';
import { LookupCache } from '../../src/upstream/lookups/lookup-cache.js';
import { createUpstream } from '../../src/upstream/upstream.js';
import { SandboxCaller } from './sandbox.js';
import { ownTurns } from './own-turns.js';
import { steadyBearer } from './steady-bearer.js';

interface Named {
  readonly id: string;
  readonly name: string;
}

/** A store of the sandbox. */
export interface NamedStore<R extends Named> {
  all(): R[];
  byName(name: string): R | undefined;
  put(record: R): R;
  remove(id: string): boolean;
}

/** One v1 request that names a record. */
export interface Wish {
  readonly caller?: 'app' | 'global';
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly body?: Record<string, unknown>;
}

/** The records of the race: records of v2 that v1 knows by name. */
export interface Contest<R extends Named> {
  readonly names: readonly string[];
  storeOf(tenant: Tenant): NamedStore<R>;
  /** The requests to holdover. */
  wish(name: string, step: number, random: RandomSource): Wish;
  /** A record that is created at the tenant without holdover. */
  make(name: string, step: number): R;
  rename(record: R, name: string): R;
}

export interface RaceResult {
  /** Writes and replies that concern a record which the name did not mean at any time since the request arrived. */
  readonly faults: readonly string[];
  /** `PUT 200`, ...: a run without some of them is no real race. */
  readonly outcomes: readonly string[];
  readonly left: readonly Named[];
}

const settings = { nulls: 'preserve', userMetadataKeys: [] } as const;

/**
 * Eight workers send 2,000 changes by name to holdover, over real sockets to the sandbox, while the tenant's other
 * clients delete, recreate, rename and swap the same names in its store. The order depends on the sockets; the choices
 * are the same on every run.
 */
export async function raceForNames<R extends Named>(contest: Contest<R>): Promise<RaceResult> {
  const sandbox = await startSandbox({ seedUsers: 0 });
  const upstream = createUpstream({ url: sandbox.url });
  try {
    const { token } = await SandboxCaller.open(sandbox);
    const store = contest.storeOf(sandbox.tenant);
    for (const { id } of store.all()) store.remove(id);
    const random = new RandomSource(8);
    const model = new NameModel(store);
    const ask = askerOf({ upstream, token, model });
    const outcomes = new Set<string>();
    let step = 0;
    const worker = async (): Promise<void> => {
      while (step < 2000) {
        step += 1;
        if (random.below(4) === 0) meddle(contest, store, { step, random });
        const name = random.pick(contest.names);
        const wish = contest.wish(name, step, random);
        outcomes.add(`${wish.method} ${await ask(name, wish)}`);
      }
    };
    await Promise.all(Array.from({ length: 8 }, worker));
    return { faults: model.faults, outcomes: [...outcomes].sort(), left: store.all() };
  } finally {
    await upstream.close();
    await sandbox.close();
  }
}

/** The owner of each name, after each change of the tenant. */
class NameModel {
  readonly faults: string[] = [];
  readonly #history: ReadonlyMap<string, string>[] = [];

  constructor(store: NamedStore<Named>) {
    const { put, remove } = { put: store.put.bind(store), remove: store.remove.bind(store) };
    const noted = <T>(result: T): T => {
      this.#history.push(new Map(store.all().map(({ id, name }) => [name, id])));
      return result;
    };
    store.put = (record) => noted(put(record));
    store.remove = (id) => noted(remove(id));
    this.#history.push(new Map());
  }

  get now(): number {
    return this.#history.length - 1;
  }

  /** Whether the name meant this record, or none, at some time since then. */
  meant(name: string, id: string | undefined, since: number): boolean {
    return this.#history.slice(since).some((carriers) => carriers.get(name) === id);
  }
}

/** The changes by the tenant's other clients; v2 renames no connection, but nothing here may depend on that. */
function meddle<R extends Named>(
  contest: Contest<R>,
  store: NamedStore<R>,
  { step, random }: { step: number; random: RandomSource },
): void {
  const name = random.pick(contest.names);
  const holder = store.byName(name);
  const anew = (): R => store.put(contest.make(name, step));
  if (holder === undefined) {
    anew();
    return;
  }
  const moved = contest.rename(holder, `moved-${random.below(9)}`);
  const away = (): R => {
    const inTheWay = store.byName(moved.name);
    if (inTheWay !== undefined) store.remove(inTheWay.id);
    return store.put(moved);
  };
  const swap = (other: R): void => {
    away();
    store.put(contest.rename(other, name));
    store.put(contest.rename(moved, other.name));
  };
  const other = store.byName(random.pick(contest.names.filter((each) => each !== name)));
  random.pick<() => unknown>([
    () => store.remove(holder.id),
    () => [store.remove(holder.id), anew()],
    () => away(),
    () => [away(), anew()],
    () => {
      if (other !== undefined) swap(other);
    },
  ])();
}

interface Stage {
  readonly upstream: Upstream;
  readonly token: string;
  readonly model: NameModel;
}

/** Sends a request to holdover, and compares its writes and its reply with the model; answers the status. */
function askerOf({ upstream, token, model }: Stage): (name: string, wish: Wish) => Promise<number> {
  const map = loadMap({ folders: ['routes-map'], reshapes, settings, dialect: 'current' });
  const bearer = steadyBearer(token);
  const lookups = new LookupCache();
  return async (name, { caller = 'app', ...asked }) => {
    const since = model.now;
    const who: Caller = { kind: caller, clientId: demoClients[caller].clientId, bearer };
    const reply = await answerV1(requestOf(asked), {
      tokens: tokensOf(who),
      routes: map.index,
      upstream: watched(upstream, (fault) => model.faults.push(fault), { name, since, model }),
      lookups,
      errors: map.errors,
      withRecordLock: ownTurns(),
      settings: { map: settings, lossy: 'silent', switches: new Set() },
    });
    // A read may be answered from a cache.
    if (asked.method === 'GET') return reply.status;
    const fault = faultOf(reply, (id) => model.meant(name, id, since));
    if (fault !== undefined) model.faults.push(`${asked.method} ${name}: ${fault}`);
    return reply.status;
  };
}

/** Passes all calls on, and reports each write to a record that the name does not mean, or no longer means. */
function watched(
  upstream: Upstream,
  tell: (fault: string) => void,
  { name, since, model }: { name: string; since: number; model: NameModel },
): Upstream {
  let lost = false;
  return {
    ...upstream,
    send: async (request, bearer, signal) => {
      const { method, path } = request;
      const id = path.split('/')[4];
      const writes = method !== 'GET' && id !== undefined;
      if (writes && !model.meant(name, id, since)) tell(`${method} ${path}, which never was ${name}`);
      if (writes && lost) tell(`${method} ${path}, which v2 has shown under another name than ${name}`);
      if (writes && nameIn(request) === name) tell(`${method} ${path} is given the name ${name} again`);
      const answer = await upstream.send(request, bearer, signal);
      lost ||= writes && (nameIn(answer) ?? name) !== name;
      return answer;
    },
  };
}

function nameIn({ body }: UpstreamRequest | UpstreamAnswer): unknown {
  return (body as Partial<Named> | undefined)?.name;
}

/** A 404 claims that there was no such record; an id in the answer claims which one it was. */
function faultOf({ status, body }: V1Reply, meant: (id: string | undefined) => boolean): string | undefined {
  const { id, removed, code } = (body.value ?? {}) as Partial<Record<'id' | 'removed' | 'code', string>>;
  const told = status === 200 ? (id ?? removed) : undefined;
  if (told !== undefined && !meant(told)) return `${told} is told, which it never was`;
  if (code?.startsWith('inexistent_') && !meant(undefined)) return 'there always was one';
  return undefined;
}

function requestOf({ method, path, body }: Wish): V1Request {
  const rest = { id: 'race', query: '', authorization: 'v1', origin: 'https://v1.example' };
  return { ...rest, method, path, body, signal: new Cancellation() };
}

function tokensOf(caller: Caller): PipelineDeps['tokens'] {
  const never = (): never => {
    throw new Error('not asked here');
  };
  const open = (): Promise<Caller> => Promise.resolve(caller);
  return {
    open,
    issue: never,
    anonymous: never,
    sealLink: never,
    openLink: never,
    sealTicket: never,
    openTicket: never,
  };
}
