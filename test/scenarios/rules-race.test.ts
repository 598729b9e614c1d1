import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { V1Request } from '../../src/pipeline/exchange.js';
import { answerV1, type PipelineDeps } from '../../src/pipeline/pipeline.js';
import { loadMap } from '../../src/map/load-map.js';
import { reshapes } from '../../src/reshapes/registry.js';
import { RandomSource } from '../../src/sandbox/random-source.js';
import type { RuleRecord } from '../../src/sandbox/rule-store.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import type { Caller } from '../../src/tokens/caller.js';
import { Cancellation } from '../../src/upstream/cancellation.js';
import { LookupCache } from '../../src/upstream/lookup-cache.js';
import type { Upstream } from '../../src/upstream/exchange.js';
import { createUpstream } from '../../src/upstream/upstream.js';
import { SandboxCaller } from '../support/sandbox.js';
import { steadyBearer } from '../support/steady-bearer.js';

const settings = { nulls: 'preserve', userMetadataKeys: [] } as const;
const map = loadMap({ folders: ['routes-map'], reshapes, settings, dialect: 'current' });
const names = ['Alpha', 'Beta', 'Gamma', 'Delta one'];
const random = new RandomSource(8);

let sandbox: Sandbox;
let upstream: ReturnType<typeof createUpstream>;
let token: string;
/** Who carried which name, after each change of the tenant. */
const history: ReadonlyMap<string, string>[] = [];

beforeAll(async () => {
  sandbox = await startSandbox({ seedUsers: 0 });
  upstream = createUpstream({ url: sandbox.url });
  ({ token } = await SandboxCaller.open(sandbox));
  const { rules } = sandbox.tenant;
  for (const { id } of rules.all()) rules.remove(id);
  const put = rules.put.bind(rules);
  const remove = rules.remove.bind(rules);
  const noted = <T>(result: T): T => {
    history.push(new Map(rules.all().map(({ id, name }) => [id, name])));
    return result;
  };
  rules.put = (rule) => noted(put(rule));
  rules.remove = (id) => noted(remove(id));
  history.push(new Map());
});
afterAll(async () => {
  await upstream.close();
  await sandbox.close();
});

interface Wish {
  readonly method: 'POST' | 'PUT' | 'DELETE';
  readonly name: string;
  readonly body?: Record<string, unknown>;
}

function wish(step: number): Wish {
  const name = random.pick(names);
  const script = `/* ${step} */`;
  return random.pick<Wish>([
    { method: 'POST', name, body: { name, script } },
    { method: 'POST', name, body: { name, script } },
    { method: 'PUT', name, body: { name, script, status: true } },
    { method: 'PUT', name, body: { name: random.pick(names), script } },
    { method: 'DELETE', name },
  ]);
}

/** What the tenant's other clients do meanwhile. */
function behindHoldoversBack(step: number): void {
  const { rules } = sandbox.tenant;
  const name = random.pick(names);
  const holder = rules.byName(name);
  const made = (): RuleRecord => ({
    id: `rul_${String(step).padStart(16, '0')}`,
    enabled: true,
    script: 'new',
    name,
    order: rules.nextOrder(),
    stage: 'login_success',
  });
  if (holder === undefined) rules.put(made());
  else if (random.below(2) === 0) rules.remove(holder.id);
  else {
    rules.put({ ...holder, name: `Moved ${step}` });
    rules.put(made());
  }
}

interface Done {
  readonly status: number;
  /** Writes to a record that never carried the name since the request came, or that give it the name it had. */
  readonly wrong: string[];
}

async function perform({ method, name, body }: Wish): Promise<Done> {
  const since = history.length - 1;
  const wrong: string[] = [];
  const watched: Upstream = {
    ...upstream,
    send: async (request, bearer, signal) => {
      const id = request.path.split('/')[4];
      const carried = history.slice(since).some((carrying) => id !== undefined && carrying.get(id) === name);
      if (id !== undefined && !carried) wrong.push(`${request.method} ${name} -> ${id}`);
      if ((request.body as RuleRecord | undefined)?.name === name && method === 'PUT')
        wrong.push(`${name} given again to ${id ?? ''}`);
      return upstream.send(request, bearer, signal);
    },
  };
  const path = method === 'POST' ? '/api/rules' : `/api/rules/${encodeURIComponent(name)}`;
  const { status } = await answerV1(requestOf({ method, path, body }), depsWith(watched));
  return { status, wrong };
}

function requestOf(given: Pick<V1Request, 'method' | 'path' | 'body'>): V1Request {
  return {
    id: 'race',
    query: '',
    authorization: 'v1-token',
    origin: 'https://v1.example',
    signal: new Cancellation(),
    ...given,
  };
}

function depsWith(watched: Upstream): PipelineDeps {
  const caller: Caller = { kind: 'app', clientId: 'legacy-client', bearer: steadyBearer(token) };
  const never = (): never => {
    throw new Error('not asked here');
  };
  return {
    tokens: {
      open: () => Promise.resolve(caller),
      issue: never,
      anonymous: never,
      sealLink: never,
      openLink: never,
    },
    routes: map.index,
    upstream: watched,
    lookups: new LookupCache(),
    errors: map.errors,
    settings: { map: settings, lossy: 'warn', switches: new Set() },
  };
}

test('whatever happens to names meanwhile, no write lands on a rule that has not just carried the name', async () => {
  const done: Done[] = [];
  let step = 0;
  const worker = async (): Promise<void> => {
    while (step < 2000) {
      step += 1;
      if (random.below(4) === 0) behindHoldoversBack(step);
      done.push(await perform(wish(step)));
    }
  };
  await Promise.all(Array.from({ length: 8 }, worker));
  expect(done.flatMap(({ wrong }) => wrong)).toEqual([]);
  const statuses = new Set(done.map(({ status }) => status));
  expect([...statuses].sort()).toEqual([200, 201, 400, 404]);
  const left = sandbox.tenant.rules.all();
  expect(new Set(left.map(({ name }) => name)).size).toBe(left.length);
}, 60_000);
