import { mkdir, writeFile } from 'node:fs/promises';
import { systemCode } from '../errors/system-code.js';
import { ParityError } from './parity-error.js';

/** @throws ParityError if it is not there and cannot be made */
export async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true }).catch((error: unknown) => {
    throw new ParityError(`${path}: cannot be made (${systemCode(error)}).`);
  });
}

/** Writes a file that its owner alone can read. @throws ParityError */
export async function writeOutput(path: string, text: string): Promise<void> {
  await writeFile(path, text, { mode: 0o600 }).catch((error: unknown) => {
    throw new ParityError(`${path}: cannot be written (${systemCode(error)}).`);
  });
}
