import { open, readFile, rename } from 'node:fs/promises';
import { UsageBook } from './usage-book.js';
import { mostRows, type UsageStore } from './usage-ledger.js';
import { parseUsage, printUsage } from './usage-text.js';

export interface UsageFileOptions {
  readonly path: string;
  /** Rows; default 10,000. */
  readonly most?: number;
  /** What is wrong with the file, and what becomes of it; said once until the file is written again. */
  readonly onFault: (sentence: string, reason: string) => void;
  /** It can be written again. */
  readonly onMended: () => void;
}

/**
 * Keeps counts in memory and in a file, which this process alone writes. A file that says something else is set aside
 * under another name; one that cannot be read is left alone. Neither stops anything: counts then last as long as the
 * process. It is written at once, so that a file system that is read-only is told at the start.
 */
export async function openUsageFile(options: UsageFileOptions): Promise<UsageStore> {
  const { path, most = mostRows } = options;
  const book = new UsageBook(most);
  const isOurs = await load(book, options);
  let isBroken = false;
  const write = async (): Promise<void> => {
    if (!isOurs) return;
    try {
      await replace(path, printUsage(book.rows()));
      if (isBroken) options.onMended();
      isBroken = false;
    } catch (error) {
      if (!isBroken)
        options.onFault('the usage file cannot be written: counts are kept in memory', reasonOf(error));
      isBroken = true;
    }
  };
  await write();
  return {
    kind: 'file',
    add: async (_id, rows) => {
      for (const row of rows) book.add(row, row);
      await write();
    },
    read: () => Promise.resolve(book.rows()),
  };
}

/** @returns false where there is something that must not be written over */
async function load(book: UsageBook, { path, onFault }: UsageFileOptions): Promise<boolean> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return true;
    onFault('the usage file cannot be read and is left alone: counts are kept in memory', reasonOf(error));
    return false;
  }
  try {
    for (const row of parseUsage(text)) book.add(row, row);
    return true;
  } catch (error) {
    return setAside(path, reasonOf(error), onFault);
  }
}

async function setAside(
  path: string,
  reason: string,
  onFault: UsageFileOptions['onFault'],
): Promise<boolean> {
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

/** Whoever reads it finds the whole old one or the whole new one, also after a power cut. */
async function replace(path: string, text: string): Promise<void> {
  const fresh = `${path}.new`;
  const file = await open(fresh, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.datasync();
  } finally {
    await file.close();
  }
  await rename(fresh, path);
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code ?? message;
}
