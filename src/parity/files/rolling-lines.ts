import { rename, stat } from 'node:fs/promises';
import { appendLines, type AppendedLines } from './append-lines.js';
import { ParityError } from '../parity-error.js';
import { readLines } from './read-lines.js';

export interface RollingOptions {
  readonly path: string;
  /**
   * Largest size of a file. A full file becomes `<path>.1`, and `<path>.1` becomes `<path>.2`. Pipes and devices
   * have no limit.
   */
  readonly bytes: number;
  /** Number of older files that are kept; the oldest is overwritten. */
  readonly keep: number;
  /** Whether a file with this first line, complete or torn, is one of these. Other files are left alone. */
  readonly isOurs: (first: string, whole: boolean) => boolean;
}

export interface RollingLines {
  /**
   * Writes one line, in the order of the calls. Returns at once and never throws.
   *
   * @returns false if the line is dropped, because too many lines wait or it is longer than a file
   */
  append(value: object): boolean;
  /** Opens the file, or creates it, before there is a line. @throws ParityError if it cannot be written */
  open(): Promise<void>;
  /** Resolves when all waiting lines are written. */
  close(): Promise<void>;
}

/** Limit of waiting lines, so that a slow disk does not fill the memory. */
const mostWaiting = 100;

/** @param onFailure called for each line that could not be written */
export function rollingLines(options: RollingOptions, onFailure: (error: unknown) => void): RollingLines {
  const file = rollingFile(options);
  let last: Promise<void> = Promise.resolve();
  let waiting = 0;
  return {
    append: (value) => {
      const length = Buffer.byteLength(JSON.stringify(value)) + 1;
      if (waiting >= mostWaiting || length > options.bytes) return false;
      waiting += 1;
      last = last
        .then(() => file.write(value, length))
        .catch(onFailure)
        .finally(() => (waiting -= 1));
      return true;
    },
    open: () => {
      const opened = last.then(() => file.open());
      last = opened.catch(() => undefined);
      return opened;
    },
    close: async () => {
      await last;
      await file.close();
    },
  };
}

/** The caller makes one call at a time. */
function rollingFile(options: RollingOptions) {
  const { path, bytes } = options;
  let open: { readonly lines: AppendedLines; size: number } | undefined;
  let isTorn = false;
  const close = async (): Promise<void> => {
    const { lines } = open ?? {};
    open = undefined;
    await lines?.close();
  };
  const reopen = async () => {
    const behind = isTorn ? '\n' : '';
    const lines = await appendLines(path, { check: checkOf(path, options), hasty: true, behind });
    return (open = { lines, size: lines.bytes });
  };
  return {
    close,
    open: async (): Promise<void> => {
      if (open === undefined) await reopen();
    },
    write: async (value: object, length: number): Promise<void> => {
      let now = open ?? (await reopen());
      if (now.lines.isFile && now.size > 0 && now.size + length > bytes) {
        await close();
        await moveAside(options);
        now = await reopen();
      }
      try {
        await now.lines.append(value);
        now.size += length;
        isTorn = false;
      } catch (error) {
        // In a file the torn line is cut off on reopening; in a pipe a newline ends it.
        isTorn = true;
        await close();
        throw error;
      }
    },
  };
}

async function moveAside(options: RollingOptions): Promise<void> {
  const { path, keep } = options;
  for (let age = 0; age <= keep; age += 1) await leaveForeign(nameOf(path, age), options);
  for (let age = keep; age > 0; age -= 1)
    await rename(nameOf(path, age - 1), nameOf(path, age)).catch(ignoreMissing);
}

/** @throws ParityError if the file is not one of these */
async function leaveForeign(path: string, options: RollingOptions): Promise<void> {
  const check = checkOf(path, options);
  const found = await stat(path).catch(ignoreMissing);
  if (found?.isFile() === false) check('', true);
  if (found === undefined) return;
  for await (const { text, whole } of readLines(path)) {
    check(text, whole);
    return;
  }
}

function checkOf(path: string, { isOurs }: RollingOptions): (first: string, whole: boolean) => void {
  return (first, whole) => {
    if (!isOurs(first, whole))
      throw new ParityError(`${path}: This is another kind of file, and left as it is; give another name.`);
  };
}

function nameOf(path: string, age: number): string {
  return age === 0 ? path : `${path}.${age}`;
}

function ignoreMissing(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  return undefined;
}
