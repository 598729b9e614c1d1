import { createReadStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { ParityError } from './parity-error.js';

/** A file of JSON Lines that grows at its end, and stays whole through a crash. */
export interface AppendedLines {
  /** The line that was the first when the file was opened; undefined: there was none. */
  readonly first: string | undefined;
  /** Whole lines that were there. */
  readonly before: number;
  /** How long they are together. */
  readonly bytes: number;
  /** Bytes of a torn last line that were cut off, so that the next one does not grow onto it. */
  readonly cut: number;
  /** Lines are written in the order of the calls. */
  readonly append: (value: object) => Promise<void>;
  readonly close: () => Promise<void>;
}

/**
 * Opens a file, or begins one that its owner alone can read: even redacted it holds people's data.
 *
 * @param options `anew`: what is there is thrown away
 * @throws ParityError if it cannot be written
 */
export async function appendLines(path: string, { anew = false } = {}): Promise<AppendedLines> {
  const handle = await open(path, anew ? 'w+' : 'a+', 0o600).catch((error: unknown) => {
    throw new ParityError(
      `${path}: cannot be written (${(error as NodeJS.ErrnoException).code ?? 'error'}).`,
    );
  });
  try {
    const { whole, lines, first } = await survey(path);
    const { size } = await handle.stat();
    if (whole < size) await handle.truncate(whole);
    return { first, before: lines, bytes: whole, cut: size - whole, ...writerOf(handle) };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

function writerOf(handle: FileHandle): Pick<AppendedLines, 'append' | 'close'> {
  let last: Promise<void> = Promise.resolve();
  return {
    append: (value) => {
      const text = `${JSON.stringify(value)}\n`;
      // Behind a line that could not be written, the next is tried all the same: its own promise tells of it.
      last = last.catch(() => undefined).then(() => handle.appendFile(text));
      return last;
    },
    close: async () => {
      await last.catch(() => undefined);
      await handle.close();
    },
  };
}

/** Where the last whole line ends, how many there are, and the first of them. */
async function survey(path: string): Promise<{ whole: number; lines: number; first: string | undefined }> {
  let [whole, lines, offset] = [0, 0, 0];
  let head: Buffer[] | undefined = [];
  let first: string | undefined;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) {
      if (head !== undefined) first = Buffer.concat([...head, chunk.subarray(0, at)]).toString();
      head = undefined;
      lines += 1;
      whole = offset + at + 1;
    }
    head?.push(chunk);
    offset += chunk.length;
  }
  return { whole, lines, first };
}
