import { mkdir, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { systemCode } from '../../errors/system-code.js';
import { ParityError } from '../parity-error.js';

/** @throws ParityError if the folder does not exist and cannot be made */
export async function makeFolder(path: string): Promise<void> {
  await makeEach(path).catch((error: unknown) => {
    throw new ParityError(`${path}: cannot be made (${systemCode(error)}).`);
  });
}

/** Makes one folder at a time: Node's recursive `mkdir` never ends below /proc. */
async function makeEach(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const code = systemCode(error);
    if (code === 'EEXIST' && (await isFolder(path))) return;
    if (code !== 'ENOENT' || (await isFolder(dirname(path)))) throw error;
    await makeEach(dirname(path));
    await mkdir(path);
  }
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() === true;
}

/** Writes a file that only its owner can read. @throws ParityError */
export async function writeOutput(path: string, text: string): Promise<void> {
  await writeFile(path, text, { mode: 0o600 }).catch((error: unknown) => {
    throw new ParityError(`${path}: cannot be written (${systemCode(error)}).`);
  });
}
