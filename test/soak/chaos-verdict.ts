import type { Done } from './chaos-load.js';
import { markForm, pathMark, type Write } from './errands.js';
import type { FrontCall, UnrulyFront } from './unruly-front.js';

/** The clients' ledger compared with the tenant's. */
export interface Verdict {
  readonly requests: number;
  /** Write requests, by what their clients were told; `unknownButMade`: the unknown ones that left a trace. */
  readonly writes: Record<Fate | 'unknownButMade', number>;
  /** Number of requests by their final status; 0: cut. */
  readonly statuses: Readonly<Record<string, number>>;
  /** One sentence for each violation. */
  readonly faults: readonly string[];
}

type Fate = 'acknowledged' | 'refused' | 'halfDone' | 'unknown';

/** How often a write is allowed to have been made. */
interface Times {
  readonly fewest: 0 | 1;
  readonly most: 0 | 1;
}

const once: Times = { fewest: 1, most: 1 };
const never: Times = { fewest: 0, most: 0 };
const perhaps: Times = { fewest: 0, most: 1 };

/**
 * Compares the ledgers: an acknowledged write is there once, a refused one is not, and any other is there at most once.
 * Of several writes, none is there without those before it, and a part of them only where the client was told which, or
 * was told nothing at all.
 */
export function compareLedgers(
  done: readonly Done[],
  { written, lost }: Pick<UnrulyFront, 'written' | 'lost'>,
): Verdict {
  const made = countMarks(written);
  const writes = { acknowledged: 0, refused: 0, halfDone: 0, unknown: 0, unknownButMade: 0 };
  const faults = lost.map(({ method, path }) => `The front does not know what became of ${method} ${path}.`);
  for (const one of done) {
    const { errand, status, text } = one;
    const flaw = status === 200 ? errand.flaw?.(text) : undefined;
    if (flaw !== undefined) faults.push(`${errand.method} ${errand.path} got the answer of another: ${flaw}`);
    if (errand.writes === undefined) continue;
    const fate = fateOf(status, text);
    const times = errand.writes.map(({ mark }) => made.get(mark) ?? 0);
    for (const { mark } of errand.writes) made.delete(mark);
    writes[fate] += 1;
    if (fate === 'unknown' && times.some((count) => count > 0)) writes.unknownButMade += 1;
    faults.push(...writeFaults(one, { writes: errand.writes, times, fate }));
  }
  for (const mark of made.keys()) faults.push(`${mark} was made, and nobody asked for it.`);
  return { requests: done.length, writes, statuses: countStatuses(done), faults };
}

function writeFaults(
  { errand, status, text }: Done,
  { writes, times, fate }: { writes: readonly Write[]; times: readonly number[]; fate: Fate },
): string[] {
  return writes.flatMap(({ mark, part }, n) => {
    const about = `${errand.kind} ${mark}: ${fate} (${status} ${text})`;
    const allowed = timesOf({ fate, status, text }, part, n);
    const count = times[n] ?? 0;
    if (allowed === undefined) return [`${about}, which does not say what became of it.`];
    if (count < allowed.fewest || count > allowed.most) return [`${about}, and made ${count} times.`];
    return count > (times[n - 1] ?? count) ? [`${about}, and made without what comes before it.`] : [];
  });
}

/** The allowance for the write of this number; undefined where the answer does not tell its outcome as it must. */
function timesOf(
  { fate, status, text }: { fate: Fate; status: number; text: string },
  part: string | undefined,
  n: number,
): Times | undefined {
  if (fate === 'acknowledged') return once;
  if (fate === 'refused') return never;
  if (fate === 'halfDone') return toldOf(text, part);
  // An answered client would have been told of a write that followed another.
  return n === 0 || status === 0 ? perhaps : never;
}

const told: Readonly<Record<string, Times>> = {
  Changed: once,
  'Not changed': never,
  'Perhaps changed': perhaps,
};

function toldOf(text: string, part = ''): Times | undefined {
  const sentences = text.matchAll(/(Changed|Not changed|Perhaps changed): ([^.]+)\./g);
  const sentence = [...sentences].find(([, , parts = '']) => parts.split(' and ').includes(part));
  return told[sentence?.[1] ?? ''];
}

function countMarks(written: readonly FrontCall[]): Map<string, number> {
  const made = new Map<string, number>();
  for (const call of written) {
    const mark = markOf(call);
    made.set(mark, (made.get(mark) ?? 0) + 1);
  }
  return made;
}

function markOf({ method, path, body }: FrontCall): string {
  return markForm.exec(body)?.[0] ?? pathMark(method, path);
}

/** What a client is told when a call is not made. */
const notMade = /Nothing was changed|is left alone for a moment|The tenant is slow, and too many/;

function fateOf(status: number, text: string): Fate {
  if (status >= 200 && status < 300) return 'acknowledged';
  if (text.includes('"half_done"')) return 'halfDone';
  if (text.includes('Look whether it was made')) return 'unknown';
  if ((status >= 400 && status < 499) || notMade.test(text)) return 'refused';
  return 'unknown';
}

function countStatuses(done: readonly Done[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status } of done) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

/** Share of the requests begun since then that did not succeed. */
export function errorShare(done: readonly Done[], sinceMs: number): number {
  const since = done.filter(({ startedAtMs }) => startedAtMs >= sinceMs);
  return since.filter(({ status }) => status < 200 || status > 299).length / Math.max(1, since.length);
}
