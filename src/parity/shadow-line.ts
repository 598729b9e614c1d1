import type { ExplainedDifference } from './compare/explain-differences.js';

/** A read that differs, as it is written down: redacted, and never longer than some 20 KB. */
export interface ShadowLine {
  readonly at: string;
  /** Of the request that was answered, as the log has it. */
  readonly id: string;
  readonly route: string;
  readonly caller: string;
  readonly target: string;
  readonly verdict: string;
  /** Who has answered the application. */
  readonly serves: 'v1' | 'holdover';
  readonly differences: readonly ExplainedDifference[];
  /** How many more there are. */
  readonly more: number;
}

const beginning = '{"at":"';

/** Whether a file that begins so is one of these; of a torn line its beginning tells. */
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

/** @param differences those that nothing explains are told before the others */
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

/** What is too long stays as the beginning of its JSON. */
function shortValue(value: unknown): unknown {
  const text = JSON.stringify(value);
  return text.length > mostText ? short(text) : value;
}

function short(text: string): string {
  return text.length > mostText ? `${text.slice(0, mostText)}...` : text;
}
