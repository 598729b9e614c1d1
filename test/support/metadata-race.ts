import { performance } from 'node:perf_hooks';

/** Where and with which credentials the metadata of one user are written. */
export interface RaceTrack {
  /** Base URLs of the replicas. */
  readonly replicas: readonly string[];
  readonly token: string;
  /** The same user in v1's two spellings. */
  readonly ids: readonly [string, string];
}

type Bag = Readonly<Record<string, unknown>>;

interface Write {
  readonly method: 'PATCH' | 'PUT';
  readonly bag: Bag;
  readonly began: number;
  readonly ended: number;
}

const patches = 50;
const puts = 20;

/** Parallel PATCHes, each of a key of its own, every third with a null; answers the expected metadata. */
export async function patchAtOnce(track: RaceTrack): Promise<Bag> {
  const bags = Array.from({ length: patches }, (_, n) => ({ [`key-${n}`]: n % 3 === 0 ? null : { n } }));
  await Promise.all(bags.map((bag, n) => write(track, { method: 'PATCH', bag, n })));
  return Object.assign({}, ...bags) as Bag;
}

/** Parallel PUTs; answers their bodies, exactly one of which must be the final metadata. */
export async function putAtOnce(track: RaceTrack): Promise<Bag[]> {
  const bags = Array.from({ length: puts }, (_, n) => putBag(n));
  await Promise.all(bags.map((bag, n) => write(track, { method: 'PUT', bag, n })));
  return bags;
}

/**
 * Ten clients with five PATCHes and two PUTs each, one after the other. Each PATCH sets a key that every other PUT has,
 * `old-n`, and one that no PUT has, so that the loss of only a part is detected.
 *
 * @returns everything that no order of these writes in v1 explains
 */
export async function raceForMetadata(track: RaceTrack): Promise<string[]> {
  const clients = Array.from({ length: 10 }, async (_, client) => {
    const made: Write[] = [];
    for (let step = 0; step < 7; step += 1) {
      const n = client * 7 + step;
      const one = (step + client) % 7 < 2 ? { method: 'PUT', bag: putBag(n) } : patchOf(n);
      made.push(await write(track, { ...(one as Pick<Write, 'method' | 'bag'>), n }));
    }
    return made;
  });
  const writes = (await Promise.all(clients)).flat();
  return unexplained(writes, await readMetadata(track));
}

export async function readMetadata({ replicas: [base = ''], token, ids: [id] }: RaceTrack): Promise<Bag> {
  const answer = await fetch(`${base}/api/users/${encodeURIComponent(id)}/metadata`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return (await answer.json()) as Bag;
}

function putBag(n: number): Bag {
  const old = Array.from({ length: 70 }, (_, m) => [`old-${m}`, `put ${n}`]);
  const shared: Bag = n % 2 === 0 ? (Object.fromEntries(old) as Bag) : {};
  return { put: n, [`put-${n}`]: { n, none: null }, ...shared };
}

function patchOf(n: number): Pick<Write, 'method' | 'bag'> {
  return { method: 'PATCH', bag: { [`old-${n}`]: `patch ${n}`, [`new-${n}`]: n % 3 === 0 ? null : n } };
}

async function write(
  { replicas, token, ids }: RaceTrack,
  { method, bag, n }: Pick<Write, 'method' | 'bag'> & { n: number },
): Promise<Write> {
  const base = replicas[n % replicas.length] ?? '';
  const id = ids[(n >> 1) % 2] ?? '';
  const began = performance.now();
  const answer = await fetch(`${base}/api/users/${encodeURIComponent(id)}/metadata`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(bag),
  });
  if (answer.status !== 200) throw new Error(`${method} ${n}: ${answer.status} ${await answer.text()}`);
  await answer.text();
  return { method, bag, began, ended: performance.now() };
}

/** v1's final state is the last PUT and the PATCHes after it, each as a whole. */
function unexplained(writes: readonly Write[], end: Bag): string[] {
  const last = writes.find(({ method, bag }) => method === 'PUT' && bag['put'] === end['put']);
  if (last === undefined) return ['no PUT is there'];
  const faults: string[] = [];
  const explained = new Set(Object.keys(last.bag));
  const patched = new Set(
    writes.flatMap(({ method, bag }) => (method === 'PATCH' && holds(end, bag) ? Object.keys(bag) : [])),
  );
  const kept = Object.entries(last.bag).filter(([key]) => !patched.has(key));
  if (!holds(end, Object.fromEntries(kept))) faults.push(`PUT ${String(end['put'])} is there in part`);
  for (const { method, bag, began, ended } of writes) {
    if (method === 'PUT') {
      if (began > last.ended) faults.push(`PUT ${String(bag['put'])} came later and is not there`);
      continue;
    }
    const there = Object.entries(bag).flatMap(([key, value]) => (holds(end, { [key]: value }) ? [key] : []));
    const name = Object.keys(bag).join(' and ');
    if (there.length === 0) {
      if (began > last.ended) faults.push(`PATCH of ${name} came after the last PUT and is not there`);
      continue;
    }
    if (there.length === 1) faults.push(`of PATCH of ${name} only ${there.join()} is there`);
    if (ended < last.began) faults.push(`PATCH of ${name} outlived the last PUT`);
    for (const key of there) explained.add(key);
  }
  const strange = Object.keys(end).filter((key) => !explained.has(key));
  return [...faults, ...strange.map((key) => `${key} is from nowhere`)];
}

function holds(end: Bag, bag: Bag): boolean {
  return Object.entries(bag).every(([key, value]) => {
    return key in end && JSON.stringify(end[key]) === JSON.stringify(value);
  });
}
