import { randomBytes } from 'node:crypto';

const keyBytes = 32;

/** A new key for `HOLDOVER_TOKEN_KEY`: 32 random bytes as 43 characters of base64url. */
export function generateTokenKey(): string {
  return randomBytes(keyBytes).toString('base64url');
}

/**
 * Reads `HOLDOVER_TOKEN_KEY`: comma-separated base64url keys of 32 bytes, the first of which seals.
 *
 * @throws Error with one line per mistake; no line shows any part of a key
 */
export function parseTokenKeys(text: string): Uint8Array[] {
  const parts = text.split(',').map((part) => part.trim());
  const faults = parts.flatMap((part, index) => {
    const fault = faultOf(part, parts.indexOf(part) !== index);
    return fault === undefined ? [] : [`HOLDOVER_TOKEN_KEY: key ${index + 1} of ${parts.length} ${fault}.`];
  });
  if (faults.length > 0) throw new Error(faults.join('\n'));
  return parts.map(bytesOf);
}

function faultOf(part: string, repeated: boolean): string | undefined {
  if (part === '') return 'is empty';
  if (!/^[\w-]+$/.test(part)) {
    return 'is not base64url: only A-Z, a-z, 0-9, - and _ may stand in it, without = at the end';
  }
  // The last character alone is not a whole byte and would be dropped silently.
  if (part.length % 4 === 1) {
    return `is not base64url: it cannot be ${part.length} long; make one with "holdover keygen"`;
  }
  const { length } = bytesOf(part);
  if (length !== keyBytes) return `has ${length} bytes, not ${keyBytes}: make one with "holdover keygen"`;
  return repeated ? 'is there twice' : undefined;
}

function bytesOf(part: string): Uint8Array {
  return new Uint8Array(Buffer.from(part, 'base64url'));
}
