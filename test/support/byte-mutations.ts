import fc from 'fast-check';

type Mutation = (text: string, at: number) => string;

export interface Sources {
  /** Valid messages, Latin1. */
  readonly good: readonly string[];
  /** Pieces that have a meaning at many places in a message. */
  readonly pieces: readonly string[];
}

/**
 * Valid messages with one to four faults each: a byte or a line dropped, doubled, changed, moved or inserted, a
 * truncated end, or two messages joined.
 */
export function mutated({ good, pieces }: Sources): fc.Arbitrary<string> {
  // fast-check prefers small numbers, which would always choose the first bytes here.
  const byte = fc.noBias(fc.nat(255));
  const mutation = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom<Mutation>(dropByte, doubleByte, swapBytes) },
    { weight: 4, arbitrary: byte.map(putByte) },
    { weight: 4, arbitrary: byte.map(setByte) },
    { weight: 6, arbitrary: fc.constantFrom(...pieces).map(putPiece) },
    { weight: 4, arbitrary: fc.constantFrom<Mutation>(dropLine, doubleLine, swapLines) },
    { weight: 1, arbitrary: fc.constant<Mutation>((text, at) => text.slice(0, at)) },
    { weight: 1, arbitrary: fc.constantFrom(...good).map(growTogether) },
  );
  const place = fc.noBias(fc.integer({ min: 0, max: 9_999 }).map((where) => where / 10_000));
  return fc
    .tuple(fc.constantFrom(...good), fc.array(fc.tuple(mutation, place), { minLength: 1, maxLength: 4 }))
    .map(([text, faults]) =>
      faults.reduce((sofar, [mutate, where]) => mutate(sofar, Math.floor(where * sofar.length)), text),
    );
}

const dropByte: Mutation = (text, at) => text.slice(0, at) + text.slice(at + 1);
const doubleByte: Mutation = (text, at) => text.slice(0, at + 1) + text.slice(at);
const swapBytes: Mutation = (text, at) =>
  text.slice(0, at) + text.slice(at + 1, at + 2) + text.slice(at, at + 1) + text.slice(at + 2);

function putByte(byte: number): Mutation {
  return putPiece(String.fromCharCode(byte));
}

function setByte(byte: number): Mutation {
  return (text, at) => text.slice(0, at) + String.fromCharCode(byte) + text.slice(at + 1);
}

function putPiece(piece: string): Mutation {
  return (text, at) => text.slice(0, at) + piece + text.slice(at);
}

function growTogether(other: string): Mutation {
  return (text, at) => text.slice(0, at) + other.slice(at % other.length);
}

const dropLine: Mutation = (text, at) => spliced(text, at, (_line, next) => [next]);
const doubleLine: Mutation = (text, at) => spliced(text, at, (line, next) => [line, line, next]);
const swapLines: Mutation = (text, at) => spliced(text, at, (line, next) => [next, line]);

/** Replaces two lines by others. */
function spliced(text: string, at: number, change: (line: string, next: string) => string[]): string {
  const lines = text.split('\r\n');
  const line = text.slice(0, at).split('\r\n').length - 1;
  const [first = '', second = ''] = lines.slice(line);
  return lines.toSpliced(line, 2, ...change(first, second)).join('\r\n');
}
