import { constants, createReadStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { ParityError } from '../parity-error.js';

/** An append-only file of JSON Lines that stays whole through a crash. */
export interface AppendedLines {
  /** First line of the file when it was opened; undefined if there was none. */
  readonly first: string | undefined;
  /** Number of complete lines when the file was opened. */
  readonly before: number;
  /** Length of these lines in bytes. */
  readonly bytes: number;
  /** False for a pipe or a device, which has no length and must not be renamed. */
  readonly isFile: boolean;
  /** Bytes of a torn last line that were cut off, so that the next line does not continue it. */
  readonly cut: number;
  /** Lines are written in the order of the calls. @throws ParityError if one cannot be written */
  readonly append: (value: object) => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface AppendOptions {
  /** Truncates the file. */
  readonly anew?: boolean;
  /** Fails on a full pipe that nobody reads (O_NONBLOCK): waiting would keep the process from ending. */
  readonly hasty?: boolean;
  /** Written before the first line of a pipe or device, where a torn line cannot be cut off. */
  readonly behind?: string;
  /** Fails if another program writes to the file: ids would repeat, or lines would overwrite each other. */
  readonly alone?: boolean;
  /** Called with the first line before anything is changed; throws if the file is of another kind. */
  readonly check?: (first: string, whole: boolean) => void;
}

/**
 * Opens a file, or creates one that only its owner can read: even redacted it holds personal data.
 *
 * @throws ParityError if it cannot be written
 */
export async function appendLines(
  path: string,
  { anew = false, hasty = false, behind = '', alone = false, check }: AppendOptions = {},
): Promise<AppendedLines> {
  const unwritable = (error: unknown): never => {
    if (error instanceof ParityError) throw error;
    const { code = 'error' } = error as NodeJS.ErrnoException;
    throw new ParityError(`${path}: cannot be written (${code}).`, { cause: error });
  };
  const { O_RDWR, O_CREAT, O_TRUNC, O_APPEND, O_NONBLOCK } = constants;
  const flags = O_RDWR | O_CREAT | (anew ? O_TRUNC : O_APPEND) | (hasty ? O_NONBLOCK : 0);
  const handle = await open(path, flags, 0o600).catch(unwritable);
  try {
    const stat = await handle.stat();
    const { size } = stat;
    const isFile = stat.isFile();
    // A pipe or a device cannot be read back, and some never end.
    const { whole, lines, first } = isFile ? await survey(path, check) : nothingThere;
    if (whole < size) await handle.truncate(whole);
    return {
      first,
      before: lines,
      bytes: whole,
      isFile,
      cut: size - whole,
      ...writerOf(handle, {
        path,
        behind: isFile ? '' : behind,
        length: isFile && alone ? whole : undefined,
        unwritable,
      }),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

interface Writing {
  readonly path: string;
  /** Written before the first line. */
  readonly behind: string;
  /** Expected length of the file while nobody else writes to it; undefined: others may. */
  readonly length: number | undefined;
  readonly unwritable: (error: unknown) => never;
}

function writerOf(
  handle: FileHandle,
  { path, behind, length, unwritable }: Writing,
): Pick<AppendedLines, 'append' | 'close'> {
  let last: Promise<void> = Promise.resolve();
  let before = behind;
  let known = length;
  const write = async (text: string): Promise<void> => {
    if (known !== undefined && (await handle.stat()).size !== known)
      throw new ParityError(`${path}: Somebody else writes into it, too; give each a file of its own.`);
    try {
      await handle.appendFile(text);
      if (known !== undefined) known += Buffer.byteLength(text);
    } catch (error) {
      // Part of the text may have been written.
      if (known !== undefined) known = (await handle.stat()).size;
      throw error;
    }
  };
  return {
    append: (value) => {
      const text = `${before}${JSON.stringify(value)}\n`;
      before = '';
      // A line that could not be written does not stop the next one: each promise reports its own failure.
      last = last
        .catch(() => undefined)
        .then(() => write(text))
        .catch(unwritable);
      return last;
    },
    close: async () => {
      await last.catch(() => undefined);
      await handle.close();
    },
  };
}

interface Survey {
  /** Offset of the end of the last complete line. */
  readonly whole: number;
  readonly lines: number;
  readonly first: string | undefined;
}

const nothingThere: Survey = { whole: 0, lines: 0, first: undefined };

/** Stops reading a file of another kind, which may be of any size, as soon as `check` throws. */
async function survey(path: string, check: AppendOptions['check']): Promise<Survey> {
  let [whole, lines, offset] = [0, 0, 0];
  let head: Buffer[] = [];
  let first: string | undefined;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) {
      if (first === undefined) {
        first = Buffer.concat([...head, chunk.subarray(0, at)]).toString();
        head = [];
        check?.(first, true);
      }
      lines += 1;
      whole = offset + at + 1;
    }
    if (first === undefined) {
      if (head.length === 0) check?.(chunk.toString(), false);
      head.push(chunk);
    }
    offset += chunk.length;
  }
  return { whole, lines, first };
}
