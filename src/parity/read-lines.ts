import { open, type FileHandle } from 'node:fs/promises';
import { systemCode } from '../errors/system-code.js';
import { ParityError } from './parity-error.js';

/** A file that is not what it should be must not fill the memory before that is seen. */
const longestLine = 64 * 1024 * 1024;

export interface Line {
  /** Counted from 1. */
  readonly number: number;
  readonly text: string;
  /** It has its newline; without, it is the last, and a crash has torn it. */
  readonly whole: boolean;
  /** How much of the file has been read with it, 0 to 1; undefined for a pipe, which has no size. */
  readonly share: number | undefined;
}

/**
 * The lines of a text file, one after the other as they are asked for: memory does not grow with the file.
 *
 * @throws ParityError if it cannot be read
 */
export async function* readLines(path: string): AsyncGenerator<Line> {
  const handle = await open(path).catch((error: unknown) => unreadable(path, error));
  const { size } = await handle.stat();
  // Of a long line only what is new is looked through.
  let rest: string[] = [];
  let [number, bytes, length] = [0, 0, 0];
  const lineOf = (text: string, whole: boolean): Line => {
    bytes += Buffer.byteLength(text) + 1;
    return { number: (number += 1), text, whole, share: size === 0 ? undefined : Math.min(1, bytes / size) };
  };
  for await (const chunk of chunksOf(handle, path)) {
    const [first = '', ...parts] = chunk.split('\n');
    rest.push(first);
    length += first.length;
    if (length > longestLine) throw new ParityError(`${path}:${number + 1}: The line is too long.`);
    for (const text of parts) {
      yield lineOf(rest.join(''), true);
      [rest, length] = [[text], text.length];
    }
  }
  if (length > 0) yield lineOf(rest.join(''), false);
}

/** A folder can be opened and not read. */
async function* chunksOf(handle: FileHandle, path: string): AsyncGenerator<string> {
  try {
    yield* handle.createReadStream({ encoding: 'utf8' }) as AsyncIterable<string>;
  } catch (error) {
    unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): never {
  throw new ParityError(`${path}: cannot be read (${systemCode(error)}).`);
}
