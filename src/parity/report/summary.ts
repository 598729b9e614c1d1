import { causeName, type UnmadeWrite } from '../compare/explain-differences.js';
import { verdicts, type Result, type Verdict } from '../result.js';

export type Counts = Record<Verdict, number>;

/** One kind of difference at one field of one entry, and how often. */
export interface DifferenceGroup {
  /** Id of the entry, or method and path of a request without an entry. */
  readonly route: string;
  readonly field: string;
  readonly kind: string;
  /** `unexplained`, `noise`, or the loss, ignore line or entry that accounts for it. */
  readonly cause: string;
  readonly why?: string | undefined;
  /** Id of the first exchange with this difference. */
  readonly example: string;
  /** The write that the first of these differences may follow from. */
  readonly after?: UnmadeWrite | undefined;
  count: number;
}

export interface Summary {
  readonly total: number;
  readonly counts: Counts;
  /** Counts by entry id, and by caller within an entry. */
  readonly routes: ReadonlyMap<
    string,
    { readonly counts: Counts; readonly callers: ReadonlyMap<string, Counts> }
  >;
  /** Unexplained ones first, then by number. */
  readonly groups: readonly DifferenceGroup[];
  /** Why exchanges were left out or have failed, each with its count. */
  readonly reasons: readonly { readonly verdict: Verdict; readonly why: string; readonly count: number }[];
  /** Number of entries in the map. */
  readonly entries: number;
  /** Ids of the entries that have no compared exchange. */
  readonly never: readonly string[];
  /** The first results with an unexplained difference, with both replies. */
  readonly shown: readonly Result[];
  /** The first explained result with each kind of difference, with both replies. */
  readonly examples: readonly Result[];
}

export interface Tally {
  /** @returns whether to keep both replies with the result: the report shows them, or a user may look for them */
  add(result: Result): boolean;
  summary(): Summary;
}

/** Number of results whose replies the report shows; it only counts the others. */
const mostShown = 200;
const mostExamples = 100;

export function noCounts(): Counts {
  return Object.fromEntries(verdicts.map((verdict) => [verdict, 0])) as Counts;
}

/** Adds up results one by one: memory grows with the kinds of difference, not with the number of results. */
export function createTally(entries: readonly string[]): Tally {
  const counts = noCounts();
  const routes = new Map<string, { counts: Counts; callers: Map<string, Counts> }>();
  const groups = new Map<string, DifferenceGroup>();
  const reasons = new Map<string, { verdict: Verdict; why: string; count: number }>();
  const [shown, examples]: [Result[], Result[]] = [[], []];
  return {
    add: (result) => {
      const { verdict, why, caller } = result;
      counts[verdict] += 1;
      const route = nameOf(result);
      const row = routes.get(route) ?? { counts: noCounts(), callers: new Map<string, Counts>() };
      routes.set(route, row);
      row.counts[verdict] += 1;
      const cell = row.callers.get(caller) ?? noCounts();
      row.callers.set(caller, cell);
      cell[verdict] += 1;
      const isFirst = addGroups(groups, route, result);
      if (why !== undefined) addReason(reasons, verdict, why);
      if (verdict === 'different' && shown.length < mostShown) shown.push(result);
      const isExample = verdict === 'explained' && isFirst && examples.length < mostExamples;
      if (isExample && result.replies !== undefined) examples.push(result);
      return verdict === 'different' || isExample;
    },
    summary: () => ({
      total: Object.values(counts).reduce((sum, count) => sum + count, 0),
      counts,
      routes,
      groups: [...groups.values()].sort(inOrder),
      reasons: [...reasons.values()].sort((a, b) => b.count - a.count),
      entries: entries.length,
      never: entries.filter((id) => compared(routes.get(id)?.counts ?? noCounts()) === 0),
      shown,
      examples,
    }),
  };
}

/** Number of exchanges with an answer that was compared. */
export function compared({ same, explained, different }: Counts): number {
  return same + explained + different;
}

/** 0: all is the same or explained; 1: something is unexplained; 2: something, or all of it, could not be compared. */
export function exitCodeOf({ counts }: Pick<Summary, 'counts'>): 0 | 1 | 2 {
  if (counts.failed > 0 || compared(counts) === 0) return 2;
  return counts.different > 0 ? 1 : 0;
}

function nameOf({ route, method, target }: Result): string {
  return route ?? `${method} ${target.split('?', 1)[0] ?? target}`;
}

/** @returns whether the result has a new kind of difference */
function addGroups(
  groups: Map<string, DifferenceGroup>,
  route: string,
  { id, differences }: Result,
): boolean {
  const before = groups.size;
  for (const { field, kind, cause, after } of differences) {
    const name = causeName(cause);
    const why = 'why' in cause ? cause.why : undefined;
    // What may follow from a write is set apart, so that it hides nothing else.
    const key = [route, field, kind, name, why, after === undefined ? '' : 'after'].join('\n');
    const group = groups.get(key) ?? { route, field, kind, cause: name, why, example: id, after, count: 0 };
    groups.set(key, group);
    group.count += 1;
  }
  return groups.size > before;
}

function addReason(
  reasons: Map<string, { verdict: Verdict; why: string; count: number }>,
  verdict: Verdict,
  why: string,
): void {
  const key = `${verdict} ${why}`;
  const reason = reasons.get(key) ?? { verdict, why, count: 0 };
  reasons.set(key, reason);
  reason.count += 1;
}

function inOrder(a: DifferenceGroup, b: DifferenceGroup): number {
  const [first, second] = [a.cause === 'unexplained', b.cause === 'unexplained'];
  if (first !== second) return first ? -1 : 1;
  const [early, late] = [a.after !== undefined, b.after !== undefined];
  if (early !== late) return early ? 1 : -1;
  return b.count - a.count || a.route.localeCompare(b.route);
}
