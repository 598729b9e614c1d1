import { z } from 'zod';
import type { Ignores } from '../compare/ignore-file.js';
import { ParityError } from '../parity-error.js';
import { readLines } from './read-lines.js';
import type { Exchange } from '../recording.js';
import { verdicts, type Result } from '../result.js';
import type { Tally } from '../report/summary.js';

/** Finished exchanges: id and question. The id alone is not enough: every recording begins with 000001. */
export type Done = ReadonlyMap<string, string>;

/** The fields that identify a result. */
const resultSchema = z.looseObject({
  id: z.string(),
  caller: z.string(),
  method: z.string(),
  target: z.string(),
  verdict: z.enum(verdicts),
  differences: z.array(z.looseObject({ field: z.string(), kind: z.string(), cause: z.looseObject({}) })),
});

/** Who asked what; the same for a result and for its exchange. */
function questionOf({ caller, method, target }: Pick<Result, 'caller' | 'method' | 'target'>): string {
  return `${caller} ${method} ${target}`;
}

/**
 * Whether there is a result of this exchange.
 *
 * @throws ParityError if the result with this id belongs to another recording
 */
export function isDone(done: Done, { id, caller, request }: Exchange): boolean {
  const question = done.get(id);
  if (question === undefined) return false;
  if (question === questionOf({ ...request, caller })) return true;
  throw new ParityError(
    `results.jsonl: The result of ${id} is that of another recording; leave out --resume, or give another --out.`,
  );
}

/**
 * Counts the results in the file. Failed and left-out exchanges are not done: they may be possible now.
 *
 * @throws ParityError with `file:line: sentence`
 */
export async function readResults(
  path: string,
  { tally, ignores }: { tally: Tally; ignores: Ignores },
): Promise<Done> {
  const done = new Map<string, string>();
  for await (const { text, number } of readLines(path)) {
    const result = parse(text);
    if (result === undefined) throw new ParityError(`${path}:${number}: This is no result of a comparison.`);
    if (result.verdict === 'failed' || result.verdict === 'left-out' || done.has(result.id)) continue;
    done.set(result.id, questionOf(result));
    tally.add(result);
    // Marks the ignore line that covered the difference as used.
    for (const difference of result.differences)
      if (difference.cause.kind === 'ignored') ignores.find(result.route, difference);
  }
  return done;
}

function parse(text: string): Result | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return resultSchema.safeParse(value).success ? (value as Result) : undefined;
  } catch {
    return undefined;
  }
}
