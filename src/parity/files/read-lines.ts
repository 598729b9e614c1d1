import { isUtf8 } from 'node:buffer';
import { open, type FileHandle } from 'node:fs/promises';
import { systemCode } from '../../errors/system-code.js';
import { ParityError } from '../parity-error.js';

/** In bytes, so that a file of the wrong kind does not fill the memory. */
const longestLine = 64 * 1024 * 1024;

export interface Line {
  /** Counted from 1. */
  readonly number: number;
  readonly text: string;
  /** False if the file is compressed or in another encoding; the text then has U+FFFD for unreadable bytes. */
  readonly isUtf8: boolean;
  /** False for a last line without a newline, which a crash has torn. */
  readonly whole: boolean;
  /** Share of the file that has been read with this line, 0 to 1; undefined for a pipe, which has no size. */
  readonly share: number | undefined;
}

/**
 * Reads the lines of a text file on demand: memory does not grow with the file. Strips the byte order mark and the
 * carriage returns that Windows writes.
 *
 * @throws ParityError if it cannot be read
 */
export async function* readLines(path: string): AsyncGenerator<Line> {
  const handle = await open(path).catch((error: unknown) => unreadable(path, error));
  const { size } = await handle.stat();
  // Chunks of the current line: only new chunks are searched.
  let rest: Buffer[] = [];
  let [number, bytes, length] = [0, 0, 0];
  const lineOf = (whole: boolean): Line => {
    const line = Buffer.concat(rest, length);
    bytes += length + 1;
    number += 1;
    const share = size === 0 ? undefined : Math.min(1, bytes / size);
    return { number, text: textOf(line, number), isUtf8: isUtf8(line), whole, share };
  };
  for await (const chunk of chunksOf(handle, path)) {
    let from = 0;
    for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, from)) {
      rest.push(chunk.subarray(from, at));
      length += at - from;
      yield lineOf(true);
      [rest, length, from] = [[], 0, at + 1];
    }
    rest.push(chunk.subarray(from));
    length += chunk.length - from;
    if (length > longestLine) throw new ParityError(`${path}:${number + 1}: The line is too long.`);
  }
  if (length > 0) yield lineOf(false);
}

function textOf(line: Buffer, number: number): string {
  const text = line.toString();
  const from = number === 1 && text.startsWith('\ufeff') ? 1 : 0;
  return text.slice(from, text.endsWith('\r') ? -1 : undefined);
}

/** A folder can be opened, but not read. */
async function* chunksOf(handle: FileHandle, path: string): AsyncGenerator<Buffer> {
  try {
    yield* handle.createReadStream() as AsyncIterable<Buffer>;
  } catch (error) {
    unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): never {
  throw new ParityError(`${path}: cannot be read (${systemCode(error)}).`);
}
