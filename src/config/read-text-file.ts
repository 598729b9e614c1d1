import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats } from 'node:fs';
import { systemCode } from '../errors/system-code.js';

/** A file that cannot be read; the message is the end of a sentence that begins with its path. */
export class UnreadableFile extends Error {}

/** Far more than thousands of clients need: a wrong path may lead to a file that does not fit into memory. */
const mostMiB = 16;

/**
 * Reads a file that the operator has named. A pipe is refused at once: reading it waits for a writer, and all requests
 * would wait with it; besides, a reload could not read it again.
 *
 * @param takesPipes for a command that reads the file only once
 * @throws UnreadableFile
 */
export function readTextFile(path: string, takesPipes = false): string {
  let file: number | undefined;
  try {
    // Without O_NONBLOCK opening a pipe waits, too. For files it changes nothing.
    file = openSync(path, takesPipes ? 'r' : constants.O_RDONLY | constants.O_NONBLOCK);
    const fault = faultOf(fstatSync(file), takesPipes);
    if (fault !== undefined) throw new UnreadableFile(fault);
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof UnreadableFile) throw error;
    throw new UnreadableFile(`cannot be read (${systemCode(error)})`);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function faultOf(stats: Stats, takesPipes: boolean): string | undefined {
  if (stats.isDirectory()) return 'is a folder, not a file';
  if (stats.isFIFO()) return takesPipes ? undefined : 'is a pipe, not a file: a pipe cannot be read again';
  if (!stats.isFile()) return 'is a device, not a file';
  if (stats.size > mostMiB * 1024 * 1024) return `has more than ${mostMiB} MiB`;
  return undefined;
}
