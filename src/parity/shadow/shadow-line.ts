import type { ExplainedDifference } from '../compare/explain-differences.js';

/** The record of a read that differs: redacted, and at most about 20 KB long. */
export interface ShadowLine {
  readonly at: string;
  /** Id of the answered request, as in the log. */
  readonly id: string;
  readonly route: string;
  readonly caller: string;
  readonly target: string;
  readonly verdict: string;
  /** The side that answered the application. */
  readonly serves: 'v1' | 'holdover';
  readonly differences: readonly ExplainedDifference[];
  /** Number of differences that are left out. */
  readonly more: number;
}

const beginning = '{"at":"';

/** Whether a file with this first line holds shadow lines; a torn line is recognised by its beginning. */
export function isShadowLine(text: string, whole: boolean): boolean {
  if (!whole) return text.startsWith(beginning) || beginning.startsWith(text);
  try {
    const { at, route, verdict, serves } = JSON.parse(text) as Partial<Record<keyof ShadowLine, unknown>>;
    return [at, route, verdict, serves].every((each) => typeof each === 'string');
  } catch {
    return false;
  }
}

const mostDifferences = 20;
const mostText = 300;

/** @param differences the unexplained ones are written first */
export function shadowLine(
  head: Omit<ShadowLine, 'at' | 'differences' | 'more'>,
  differences: readonly ExplainedDifference[],
): ShadowLine {
  const ranked = [...differences].sort((one, other) => rank(one) - rank(other));
  return {
    at: new Date().toISOString(),
    ...head,
    target: short(head.target),
    differences: ranked.slice(0, mostDifferences).map(shortened),
    more: Math.max(0, differences.length - mostDifferences),
  };
}

function rank({ cause }: ExplainedDifference): number {
  return cause.kind === 'unexplained' ? 0 : 1;
}

function shortened(difference: ExplainedDifference): ExplainedDifference {
  const { path, field, control, candidate } = difference;
  return {
    ...difference,
    path: short(path),
    field: short(field),
    ...(control === undefined ? {} : { control: shortValue(control) }),
    ...(candidate === undefined ? {} : { candidate: shortValue(candidate) }),
  };
}

/** A value that is too long becomes the beginning of its JSON. */
function shortValue(value: unknown): unknown {
  const text = JSON.stringify(value);
  return text.length > mostText ? short(text) : value;
}

function short(text: string): string {
  return text.length > mostText ? `${text.slice(0, mostText)}...` : text;
}
