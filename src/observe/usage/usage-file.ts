import type { Stats } from 'node:fs';
import { open, readFile, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { systemReason } from '../../errors/system-code.js';
import { UsageBook } from './usage-book.js';
import { mostRows, type UsageStore } from './usage-ledger.js';
import { parseUsage, printUsage } from './usage-text.js';

export interface UsageFileOptions {
  readonly path: string;
  /** Rows; default 10,000. */
  readonly most?: number;
  /** Called with what is wrong with the file and what becomes of it; once until the file is written again. */
  readonly onFault: (sentence: string, reason: string) => void;
  /** The file can be written again. */
  readonly onMended: () => void;
  /** Another process has written the file, too; called once. */
  readonly onShared: () => void;
}

interface Kept {
  /** All known counts: those in the file when it was last looked at, and those that it has not been told. */
  book: UsageBook;
  readonly untold: UsageBook;
  /** Identity of the file that was last looked at or written; undefined before there was one. */
  seen: string | undefined;
  isShared: boolean;
  /** The file holds something that must not be overwritten. */
  isForeign: boolean;
}

/**
 * Keeps counts in memory and in a file. A file with other content is set aside under another name; a file that cannot
 * be read is left alone. Neither stops the gateway: counts then last as long as the process. The file is written at
 * once, so that a read-only file system is reported at the start. Where another process writes it as well, it holds
 * the counts of both.
 */
export async function openUsageFile(options: UsageFileOptions): Promise<UsageStore> {
  const { most = mostRows, onFault, onMended } = options;
  const [book, untold] = [new UsageBook(most), new UsageBook(most)];
  const kept: Kept = { book, untold, seen: undefined, isShared: false, isForeign: false };
  await lookFirst(kept, options);
  let isBroken = false;
  const write = async (): Promise<void> => {
    if (kept.isForeign) return;
    try {
      await tell(kept, options);
      if (isBroken) onMended();
      isBroken = false;
    } catch (error) {
      if (!isBroken)
        onFault('the usage file cannot be written: counts are kept in memory', systemReason(error));
      isBroken = true;
    }
  };
  await write();
  const inTurn = oneAtATime();
  return {
    kind: 'file',
    add: (_id, rows) =>
      inTurn(async () => {
        for (const row of rows) for (const each of [kept.book, kept.untold]) each.add(row, row);
        await write();
      }),
    read: () =>
      inTurn(async () => {
        if (!kept.isForeign && !isBroken) await look(kept, options).catch(() => undefined);
        return kept.book.rows();
      }),
  };
}

/** One piece of work at a time: the file is not looked at while it is written here. */
function oneAtATime(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work);
    last = mine.catch(() => undefined);
    return mine;
  };
}

/** Takes in what the file holds, unless this file was seen before. */
async function look(kept: Kept, options: UsageFileOptions): Promise<void> {
  const { path, most = mostRows, onShared } = options;
  const found = await stat(path).then(nameOf, absent);
  if (found === undefined || found === kept.seen) return;
  const text = await readFile(path, 'utf8');
  const book = new UsageBook(most);
  try {
    for (const row of parseUsage(text)) book.add(row, row);
  } catch (error) {
    kept.isForeign = !(await setAside(options, systemReason(error)));
    return;
  }
  for (const row of kept.untold.rows()) book.add(row, row);
  if (kept.seen !== undefined && !kept.isShared) {
    kept.isShared = true;
    onShared();
  }
  kept.book = book;
  kept.seen = found;
}

async function setAside({ path, onFault }: UsageFileOptions, reason: string): Promise<boolean> {
  const aside = `${path}.unreadable-${Date.now()}`;
  try {
    await rename(path, aside);
    onFault(`the usage file is not one: it is set aside as ${aside}, and counting begins anew`, reason);
    return true;
  } catch {
    onFault('the usage file is not one and cannot be set aside: counts are kept in memory', reason);
    return false;
  }
}

/**
 * Adds what the file has not been told. A reader finds the whole old file or the whole new one, also after a power
 * cut.
 */
async function tell(kept: Kept, options: UsageFileOptions): Promise<void> {
  const fresh = `${options.path}.new`;
  const file = await openAlone(fresh);
  try {
    await look(kept, options);
    if (kept.isForeign) throw new Error('it is not one');
    await file.writeFile(printUsage(kept.book.rows()));
    await file.datasync();
    if (!(await isStillOurs(fresh, file))) throw new Error('another process has replaced what was written');
    const name = nameOf(await file.stat());
    await rename(fresh, options.path);
    kept.seen = name;
    kept.untold.take();
  } catch (error) {
    if (await isStillOurs(fresh, file)) await rm(fresh, { force: true });
    throw error;
  } finally {
    await file.close();
  }
}

/** In milliseconds. */
const [pauseMs, abandonedMs] = [50, 10_000];
const attempts = 20;

/**
 * The new file is the lock as well: while one process writes it, no other replaces the old file. Writing takes
 * milliseconds; an older new file was left by a process that has died.
 */
async function openAlone(fresh: string): Promise<FileHandle> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await open(fresh, 'wx', 0o600);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || attempt === attempts) throw error;
    }
    const left = await stat(fresh).catch(absent);
    // After the clock was set back, the time of the file may lie in the future.
    if (left !== undefined && Math.abs(Date.now() - left.mtimeMs) > abandonedMs)
      await rm(fresh, { force: true });
    else await delay(pauseMs);
  }
}

/** Two processes that find an abandoned file at once may both remove one; the second removes the first one's. */
async function isStillOurs(fresh: string, file: FileHandle): Promise<boolean> {
  const [there, ours] = await Promise.all([stat(fresh).catch(absent), file.stat()]);
  return there?.ino === ours.ino;
}

/** Identity of a file, without reading it: a file that was replaced has another one. */
function nameOf({ ino, size, mtimeMs }: Stats): string {
  return `${ino} ${size} ${mtimeMs}`;
}

/** Leaves alone what is no file: reading a pipe would wait for a writer, and a device would be renamed. */
async function lookFirst(kept: Kept, options: UsageFileOptions): Promise<void> {
  try {
    const found = await stat(options.path).catch(absent);
    if (found?.isFile() === false) throw new Error('it is no file');
    await look(kept, options);
  } catch (error) {
    kept.isForeign = true;
    options.onFault(
      'the usage file cannot be read and is left alone: counts are kept in memory',
      systemReason(error),
    );
  }
}

/** Undefined for a file that is not there. @throws any other error */
function absent(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
}
