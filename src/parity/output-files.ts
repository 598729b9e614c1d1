import { mkdir, writeFile } from 'node:fs/promises';
import { ParityError } from './parity-error.js';

/** @throws ParityError if it is not there and cannot be made */
export async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true }).catch((error: unknown) => {
    throw new ParityError(`${path}: cannot be made (${codeOf(error)}).`);
  });
}

/** Writes a file that its owner alone can read. @throws ParityError */
export async function writeOutput(path: string, text: string): Promise<void> {
  await writeFile(path, text, { mode: 0o600 }).catch((error: unknown) => {
    throw new ParityError(`${path}: cannot be written (${codeOf(error)}).`);
  });
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'error';
}
