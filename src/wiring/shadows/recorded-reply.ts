import { bodyText } from '../../gateway/write-reply.js';
import { replyOf } from '../../parity/ask.js';
import type { RecordedReply } from '../../parity/recording.js';
import type { V1Reply } from '../../pipeline/exchange.js';

/** Converts a reply of holdover to the form of a recording, as if it had come over the wire. */
export function recordedReply(reply: V1Reply): RecordedReply {
  const { type, text, encoding } = bodyText(reply);
  const headers = Object.entries(reply.headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  return replyOf(
    { statusCode: reply.status, headers: { ...Object.fromEntries(headers), 'content-type': type } },
    { text: Buffer.from(text, encoding).toString(), encoding: undefined },
  );
}
