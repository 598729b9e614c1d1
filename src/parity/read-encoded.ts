import { isUtf8 } from 'node:buffer';
import { isKnownEncoding, unpack, type Encoding } from './unpack.js';

/** A body as text. */
export interface ReadBytes {
  readonly text: string;
  /** Its `Content-Encoding`, and whether that is false; undefined for a plain body that says nothing else. */
  readonly encoding: string | undefined;
}

const mostBytes = 64 * 1024 * 1024;

/**
 * Reads the bytes of an answer that was asked for without `Accept-Encoding`. Few legacy clients unpack what they
 * have not asked for, and none can read a body that is not what its `Content-Encoding` says.
 *
 * @throws Error, from the promise, if the body is too long, or not UTF-8
 */
export async function readEncoded(bytes: Buffer, header: string | undefined): Promise<ReadBytes> {
  const named = (header ?? '').trim().toLowerCase();
  if (named === '' || named === 'identity') {
    const plain = isGzip(bytes) ? await unpacked(bytes, 'gzip') : undefined;
    if (plain === undefined) return { text: textOf(bytes), encoding: undefined };
    return { text: textOf(plain), encoding: 'none (but it is gzip)' };
  }
  if (bytes.length === 0 || !isKnownEncoding(named)) return { text: textOf(bytes), encoding: named };
  const plain = await unpacked(bytes, named);
  if (plain === undefined) return { text: textOf(bytes), encoding: `${named} (but it is not)` };
  return { text: textOf(plain), encoding: named };
}

/**
 * A recording is UTF-8: a replay would send, show or compare other bytes wrongly.
 *
 * @throws Error
 */
export function textOf(bytes: Buffer): string {
  if (!isUtf8(bytes)) throw new Error('A body is not UTF-8.');
  return bytes.toString();
}

/** No text in UTF-8 begins like this (RFC 1952, section 2.3.1). */
function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** Undefined if the bytes are not in this encoding. */
async function unpacked(bytes: Buffer, encoding: Encoding): Promise<Buffer | undefined> {
  try {
    return await unpack(bytes, encoding, mostBytes);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE')
      throw new Error('The answer is too long.', { cause: error });
    return undefined;
  }
}
