import type { z } from 'zod';
import { ParityError } from '../parity-error.js';
import { readLines, type Line } from './read-lines.js';
import {
  exchangeSchema,
  headerSchema,
  recordingVersion,
  type Exchange,
  type RecordingHeader,
} from '../recording.js';

export interface OpenRecording {
  readonly header: RecordingHeader;
  /** Read on demand: memory does not grow with the file. Can be iterated once. */
  readonly exchanges: AsyncIterable<Exchange>;
  /** Share of the file that has been read, 0 to 1; undefined if its size is not known. */
  readonly share: () => number | undefined;
  close(): Promise<void>;
}

/**
 * Opens a recording and reads its header.
 *
 * @param onTorn called with the number of a torn last line, which is left out
 * @throws ParityError with `file:line: sentence`, here or while the exchanges are read
 */
export async function readRecording(path: string, onTorn: (line: number) => void): Promise<OpenRecording> {
  const lines = readLines(path);
  const close = async (): Promise<void> => {
    await lines.return(undefined);
  };
  try {
    const first = await lines.next();
    if (first.done === true) throw new ParityError(`${path}:1: The file is empty; a recording has a header.`);
    const header = readHeader(path, first.value);
    let { share } = first.value;
    const onLine = (line: Line): void => void ({ share } = line);
    return { header, exchanges: readExchanges(path, lines, { onLine, onTorn }), share: () => share, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Reads a header. @throws ParityError if it is none, or of a version that this program cannot read */
export function readHeader(
  path: string,
  line: Pick<Line, 'text' | 'number'> & Partial<Line>,
): RecordingHeader {
  const { number } = line;
  const header = parse({ ...line, path }, headerSchema);
  if (header.version !== recordingVersion) {
    const sentence = `This is version ${header.version} of the format; this holdover reads version ${recordingVersion}.`;
    throw new ParityError(`${path}:${number}: ${sentence}`);
  }
  return header;
}

async function* readExchanges(
  path: string,
  lines: AsyncIterable<Line>,
  { onLine, onTorn }: { onLine: (line: Line) => void; onTorn: (line: number) => void },
): AsyncGenerator<Exchange> {
  const seen = new Set<string>();
  for await (const line of lines) {
    onLine(line);
    const { number, text, whole } = line;
    if (!whole) {
      onTorn(number);
      return;
    }
    if (text === '') continue;
    const exchange = parse({ ...line, path }, exchangeSchema);
    if (seen.has(exchange.id))
      throw new ParityError(`${path}:${number}: The id ${exchange.id} was there before.`);
    seen.add(exchange.id);
    yield exchange;
  }
}

function parse<T>(
  { path, number, text, isUtf8 = true }: Pick<Line, 'text' | 'number'> & Partial<Line> & { path: string },
  schema: z.ZodType<T>,
): T {
  let value: unknown;
  if (!isUtf8)
    throw new ParityError(`${path}:${number}: The line is not UTF-8; a recording is, and is not compressed.`);
  try {
    value = JSON.parse(text);
  } catch {
    throw new ParityError(`${path}:${number}: The line is not JSON.`);
  }
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const where = issue === undefined || issue.path.length === 0 ? 'the line' : issue.path.join('.');
  throw new ParityError(`${path}:${number}: ${where}: ${issue?.message ?? 'not as the format says'}.`);
}
