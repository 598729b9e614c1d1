import type { MirroredAnswer } from '../../gateway/pass-through/mirror.js';
import { replyOf } from '../../parity/ask.js';
import type { RecordedReply } from '../../parity/recording.js';
import { isKnownEncoding, unpack } from '../../parity/unpack.js';

/** Most bytes of a decompressed body. */
const mostBytes = 4 * 1024 * 1024;

/**
 * Converts an answer of v1 to the form of a recording, decompressed: the client may have asked for compression.
 *
 * @throws Error, from the promise, for a body that cannot be decompressed or is too long
 */
export async function unpackedReply({ status, headers, body }: MirroredAnswer): Promise<RecordedReply> {
  const encoding = (headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  const packed = body ?? Buffer.alloc(0);
  const text = (await plain(packed, encoding)).toString('utf8');
  return replyOf({ statusCode: status, headers }, { text, encoding: undefined });
}

async function plain(packed: Buffer, encoding: string): Promise<Buffer> {
  if (encoding === 'identity' || encoding === '') return packed;
  if (!isKnownEncoding(encoding)) throw new Error('v1 answers in an encoding that is not known here.');
  return unpack(packed, encoding, mostBytes);
}
