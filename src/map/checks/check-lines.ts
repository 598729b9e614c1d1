import type { EntrySource } from '../read/source.js';
import { shapeOf, type ParsedLine } from '../read/v1-line.js';
import { reportIn, type CheckContext } from './check-context.js';

interface PlacedLine {
  readonly entry: EntrySource;
  readonly line: ParsedLine;
  readonly path: readonly (string | number)[];
}

/** Checks that lines of one shape differ in a slot with a pattern of its own, or in a required query key. */
export function checkLines(context: CheckContext): void {
  const byShape = new Map<string, PlacedLine[]>();
  for (const entry of context.source.entries.values()) {
    entry.lines.forEach((line, n) => {
      const shape = `${line.method} ${shapeOf(line)}`;
      const placed = { entry, line, path: n === 0 ? ['v1'] : ['also', n - 1] };
      for (const other of byShape.get(shape) ?? []) {
        const same = other.entry === entry && !sameKeys(line, other.line);
        if (!same && !apart(line, other.line, context)) reportPair(placed, other, context);
      }
      byShape.set(shape, [...(byShape.get(shape) ?? []), placed]);
    });
  }
}

function reportPair({ entry, path, line }: PlacedLine, other: PlacedLine, context: CheckContext): void {
  const text = `${line.method} ${line.path}`;
  const sentence =
    entry === other.entry
      ? `The line "${text}" stands here twice.`
      : `Nothing tells "${text}" apart from "${other.line.method} ${other.line.path}" of ${other.entry.id}: give a slot "matches" in slots.yaml, or require a query key.`;
  reportIn(context, entry.file).at(path, sentence);
}

function apart(a: ParsedLine, b: ParsedLine, context: CheckContext): boolean {
  return patternsOf(a, context) !== patternsOf(b, context) || nested(a.requiredQuery, b.requiredQuery);
}

function patternsOf({ segments }: ParsedLine, { source }: CheckContext): string {
  return segments
    .map((segment) => ('slot' in segment ? (source.slots.get(segment.slot)?.yaml.matches ?? '') : ''))
    .join('/');
}

/** Two spellings of one entry with different keys lead to the same place, whichever matches. */
function sameKeys(a: ParsedLine, b: ParsedLine): boolean {
  return [...a.requiredQuery].sort().join('&') === [...b.requiredQuery].sort().join('&');
}

/** Whether one line requires all keys of the other and more. A request with all keys means the more specific line. */
function nested(a: readonly string[], b: readonly string[]): boolean {
  if (a.length === b.length) return false;
  const [fewer, more] = a.length < b.length ? [a, b] : [b, a];
  return fewer.every((key) => more.includes(key));
}
