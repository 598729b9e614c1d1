import { createReadStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { ParityError } from './parity-error.js';
import { readHeader } from './read-recording.js';
import type { Exchange, RecordingHeader } from './recording.js';

export interface RecordingWriter {
  /** Exchanges that were there when the file was opened. */
  readonly before: number;
  /** Bytes of a torn last line that were cut off. */
  readonly cut: number;
  /** Gives the exchange the next id and appends it; lines are written in the order of the calls. */
  append(exchange: Omit<Exchange, 'id'>): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens a recording to append to it, or begins a new one, readable by its owner alone: even redacted it holds
 * people's data. What a crash left of the last line is cut off, so that the next one does not grow onto it.
 *
 * @throws ParityError if the file is there and no recording of the same kind
 */
export async function writeRecording(path: string, header: RecordingHeader): Promise<RecordingWriter> {
  const handle = await open(path, 'a+', 0o600).catch((error: unknown) => {
    throw new ParityError(
      `${path}: cannot be written (${(error as NodeJS.ErrnoException).code ?? 'error'}).`,
    );
  });
  try {
    const found = await survey(path);
    const { size } = await handle.stat();
    if (found.whole < size) await handle.truncate(found.whole);
    if (found.first === undefined) await writeLine(handle, header);
    else mustMatch(path, readHeader(path, { text: found.first, number: 1 }), header);
    return writerOf(handle, { before: Math.max(0, found.lines - 1), cut: size - found.whole });
  } catch (error) {
    await handle.close();
    throw error;
  }
}

function writerOf(handle: FileHandle, { before, cut }: { before: number; cut: number }): RecordingWriter {
  let count = before;
  let line: Promise<void> = Promise.resolve();
  return {
    before,
    cut,
    append: (exchange) => {
      count += 1;
      const whole: Exchange = { id: String(count).padStart(6, '0'), ...exchange };
      // Behind a line that could not be written, the next is tried all the same: its own promise tells of it.
      line = line.catch(() => undefined).then(() => writeLine(handle, whole));
      return line;
    },
    close: async () => {
      await line.catch(() => undefined);
      await handle.close();
    },
  };
}

async function writeLine(handle: FileHandle, value: object): Promise<void> {
  await handle.appendFile(`${JSON.stringify(value)}\n`);
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

function mustMatch(path: string, there: RecordingHeader, wanted: RecordingHeader): void {
  if (there.control !== wanted.control)
    throw new ParityError(`${path}: This is a recording of ${there.control ?? 'a log'}; begin another file.`);
  if (JSON.stringify(there.emails) !== JSON.stringify(wanted.emails))
    throw new ParityError(`${path}: Its e-mail addresses are written in another way; begin another file.`);
}
