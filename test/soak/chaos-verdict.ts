import type { Done } from './chaos-load.js';
import { deletionMark, markForm } from './errands.js';
import type { FrontCall, UnrulyFront } from './unruly-front.js';

/** What the clients know and what the tenant knows, side by side. */
export interface Verdict {
  readonly requests: number;
  readonly writes: { acknowledged: number; refused: number; unknown: number; unknownButMade: number };
  /** How many requests ended in which status; 0: cut. */
  readonly statuses: Readonly<Record<string, number>>;
  /** One sentence for each thing that must not be. */
  readonly faults: readonly string[];
}

type Fate = 'acknowledged' | 'refused' | 'unknown';

const fewest: Readonly<Record<Fate, number>> = { acknowledged: 1, refused: 0, unknown: 0 };
const most: Readonly<Record<Fate, number>> = { acknowledged: 1, refused: 0, unknown: 1 };

/** Compares the ledgers: what was acknowledged is there once, what was refused is not, and the rest at most once. */
export function compareLedgers(done: readonly Done[], { written, lost }: UnrulyFront): Verdict {
  const made = countMarks(written);
  const writes = { acknowledged: 0, refused: 0, unknown: 0, unknownButMade: 0 };
  const faults = lost.map(({ method, path }) => `The front does not know what became of ${method} ${path}.`);
  for (const { errand, status, text } of done) {
    const flaw = status === 200 ? errand.flaw?.(text) : undefined;
    if (flaw !== undefined) faults.push(`${errand.method} ${errand.path} got the answer of another: ${flaw}`);
    if (errand.mark === undefined) continue;
    const fate = fateOf(status, text);
    const times = made.get(errand.mark) ?? 0;
    made.delete(errand.mark);
    writes[fate] += 1;
    if (fate === 'unknown' && times > 0) writes.unknownButMade += 1;
    if (times < fewest[fate] || times > most[fate])
      faults.push(`${errand.kind} ${errand.mark}: ${fate} (${status} ${text}), and made ${times} times.`);
  }
  for (const mark of made.keys()) faults.push(`${mark} was made, and nobody asked for it.`);
  return { requests: done.length, writes, statuses: countStatuses(done), faults };
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
  if (method === 'DELETE') return deletionMark(path);
  return markForm.exec(body)?.[0] ?? `${method} ${path} without a mark`;
}

/** What a client is told of a call that is not made. */
const notMade = /Nothing was changed|is left alone for a moment|The tenant is slow, and too many/;

function fateOf(status: number, text: string): Fate {
  if (status >= 200 && status < 300) return 'acknowledged';
  if ((status >= 400 && status < 499) || notMade.test(text)) return 'refused';
  return 'unknown';
}

function countStatuses(done: readonly Done[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status } of done) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

/** Share of the requests begun since then that did not get what they asked for. */
export function errorShare(done: readonly Done[], sinceMs: number): number {
  const since = done.filter(({ startedAtMs }) => startedAtMs >= sinceMs);
  return since.filter(({ status }) => status < 200 || status > 299).length / Math.max(1, since.length);
}
