import { readFileSync } from 'node:fs';
import { systemCode } from '../errors/system-code.js';
import { ParityError } from '../parity/parity-error.js';

/** The key in a file that an option names; undefined without the option. @throws ParityError */
export function readOptionKey(path: string | undefined): string | undefined {
  const key = readOptionFile(path)?.trim();
  // Anybody could compute hashes with an empty key.
  if (key === '') throw new ParityError(`${path ?? ''}: There is no key in it.`);
  return key;
}

/** The text of a file that an option names; undefined without the option. @throws ParityError */
export function readOptionFile(path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new ParityError(`${path}: cannot be read (${systemCode(error)}).`);
  }
}
