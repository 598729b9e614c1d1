import { constants, createReadStream } from 'node:fs';
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
  /** And no pipe or device, which has no length and is nobody's to rename. */
  readonly isFile: boolean;
  /** Bytes of a torn last line that were cut off, so that the next one does not grow onto it. */
  readonly cut: number;
  /** Lines are written in the order of the calls. @throws ParityError if one cannot be written */
  readonly append: (value: object) => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface AppendOptions {
  /** What is there is thrown away. */
  readonly anew?: boolean;
  /** A pipe that is full, for nobody reads it, is a failure: to wait for it would keep the process from ending. */
  readonly hasty?: boolean;
  /** What the first line is to be parted from: of a pipe nothing that was torn can be cut off. */
  readonly behind?: string;
  /** Nobody else may write into it meanwhile: lines of two programs have ids twice, or write over each other. */
  readonly alone?: boolean;
  /** Is shown the first line before anything is changed, and throws if the file is somebody else's. */
  readonly check?: (first: string, whole: boolean) => void;
}

/**
 * Opens a file, or begins one that its owner alone can read: even redacted it holds people's data.
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
    // Of a pipe or a device nothing can be read back, and some never end.
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
  /** Of the file, as long as nobody else writes into it; undefined: others may. */
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
      // A part of it may be there.
      if (known !== undefined) known = (await handle.stat()).size;
      throw error;
    }
  };
  return {
    append: (value) => {
      const text = `${before}${JSON.stringify(value)}\n`;
      before = '';
      // Behind a line that could not be written, the next is tried all the same: its own promise tells of it.
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
  /** Where the last whole line ends. */
  readonly whole: number;
  readonly lines: number;
  readonly first: string | undefined;
}

const nothingThere: Survey = { whole: 0, lines: 0, first: undefined };

/** Of somebody else's file, which may be of any size, no more is read than tells that. */
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
