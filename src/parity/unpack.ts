import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';

const unpackers = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  br: promisify(brotliDecompress),
  deflate: promisify(inflate),
} as const;

/** A `Content-Encoding` (RFC 9110 section 8.4.1) that can be unpacked. */
export type Encoding = keyof typeof unpackers;

export function isKnownEncoding(name: string): name is Encoding {
  return Object.hasOwn(unpackers, name);
}

/** @throws Error, from the promise: `ERR_BUFFER_TOO_LARGE`, or zlib's where the bytes are not in this encoding */
export function unpack(bytes: Buffer, encoding: Encoding, mostBytes: number): Promise<Buffer> {
  return unpackers[encoding](bytes, { maxOutputLength: mostBytes });
}
