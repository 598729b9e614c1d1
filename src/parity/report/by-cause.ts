import type { DifferenceGroup } from './summary.js';

/** All differences with one cause: a loss, a line of the ignore file, noise. */
export interface ExplainedCause {
  readonly cause: string;
  readonly why: string | undefined;
  /** Number of differences. */
  readonly count: number;
  /** Most frequent first. */
  readonly groups: readonly DifferenceGroup[];
}

/** Collects groups by cause, the cause of most differences first. */
export function byCause(groups: readonly DifferenceGroup[]): ExplainedCause[] {
  const causes = new Map<string, DifferenceGroup[]>();
  for (const group of groups) {
    const key = `${group.cause}\n${group.why ?? ''}`;
    const same = causes.get(key);
    if (same === undefined) causes.set(key, [group]);
    else same.push(group);
  }
  return [...causes.values()]
    .map((all) => ({
      cause: all[0]?.cause ?? '',
      why: all[0]?.why,
      count: all.reduce((sum, { count }) => sum + count, 0),
      groups: all.sort((a, b) => b.count - a.count || a.route.localeCompare(b.route)),
    }))
    .sort((a, b) => b.count - a.count || a.cause.localeCompare(b.cause));
}
