/** One fault of a map, and its place. */
export interface MapFault {
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1. */
  readonly column: number;
  /** What is wrong, and how to correct it. */
  readonly sentence: string;
}

/** A fault of a file or folder as a whole. */
export function faultIn(file: string, sentence: string): MapFault {
  return { file, line: 1, column: 1, sentence };
}

export function printFault({ file, line, column, sentence }: MapFault): string {
  return `${file}:${line}:${column} ${sentence}`;
}

/** The map cannot be used. The message names every fault that was found, one per line. */
export class MapError extends Error {
  override readonly name = 'MapError';
  readonly faults: readonly MapFault[];

  constructor(faults: readonly MapFault[]) {
    // Shared steps are read once for every entry that uses them, so that their faults repeat.
    const distinct = new Map(faults.map((fault) => [printFault(fault), fault]));
    const sorted = [...distinct.values()].sort(inOrder);
    super(sorted.map(printFault).join('\n'));
    this.faults = sorted;
  }
}

function inOrder(a: MapFault, b: MapFault): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column || a.sentence.localeCompare(b.sentence);
}
