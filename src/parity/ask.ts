import type { IncomingMessage } from 'node:http';
import { readAnswer, writeBody } from './read-body.js';
import { readEncoded, type ReadBytes } from './read-encoded.js';
import type { RecordedReply, RecordedRequest } from './recording.js';
import { wayTo, type Way, type WayOptions } from './way-to.js';

/** A request to one of the two servers. The target is sent as recorded, not normalised by a URL parser. */
export interface Asked extends RecordedRequest {
  readonly bearer?: string | undefined;
}

/** @throws Error if there is no complete answer */
export type Ask = (asked: Asked) => Promise<RecordedReply>;

export interface AskOptions extends WayOptions {
  /** Base URL without a slash at the end. */
  readonly base: string;
  readonly timeoutMs: number;
}

/** Headers that a client can notice, those that report losses, and `retry-after`. */
const keptHeaders = [
  'content-type',
  'link',
  'x-holdover-lossy',
  'x-holdover-lossy-fields',
  'retry-after',
] as const;

const mostBytes = 64 * 1024 * 1024;

/** Asks one server; `close` ends the connections to it. */
export function createAsk({ base, timeoutMs, ...options }: AskOptions): Pick<Way, 'close'> & { ask: Ask } {
  const { send, close } = wayTo(base, options);
  const ask: Ask = (asked) =>
    new Promise((resolve, reject) => {
      const body = writeBody(asked.body);
      const sent = send(pathFor(asked.target), {
        method: asked.method,
        headers: headersFor(asked, body),
        signal: AbortSignal.timeout(timeoutMs),
      });
      sent.on('response', (answer) => {
        readReply(answer).then(resolve, reject);
      });
      sent.on('error', reject);
      sent.end(body);
    });
  return { ask, close };
}

/** Node refuses characters that a request line may not hold; a browser or curl sends them percent-encoded. */
function pathFor(target: string): string {
  return target.replace(/[^\x21-\x7e]+/g, encodeURIComponent);
}

function headersFor({ headers, bearer }: Asked, body: string | undefined): Record<string, string> {
  return {
    ...headers,
    ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
    ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
  };
}

async function readReply(answer: IncomingMessage): Promise<RecordedReply> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > mostBytes) throw new Error('The answer is too long.');
    chunks.push(chunk);
  }
  return replyOf(answer, await readEncoded(Buffer.concat(chunks), answer.headers['content-encoding']));
}

type Answer = Pick<IncomingMessage, 'statusCode' | 'headers'> & Partial<Pick<IncomingMessage, 'rawHeaders'>>;

/** The parts of an answer that are recorded and compared. */
export function replyOf(
  { statusCode, headers, rawHeaders = [] }: Answer,
  { text, encoding }: ReadBytes,
): RecordedReply {
  const kept: Record<string, string> = {};
  for (const name of keptHeaders) {
    const value = headers[name];
    if (typeof value === 'string') kept[name] = value;
  }
  if (encoding !== undefined) kept['content-encoding'] = encoding;
  // .NET finds no header of another spelling, and reads the first page only (facts v1, section 11, no. 28).
  const spelled = rawHeaders.find((name, n) => n % 2 === 0 && /^link$/i.test(name)) ?? 'Link';
  if (spelled !== 'Link') kept['link-name'] = spelled;
  const body = readAnswer(text, headers['content-type']);
  return { status: statusCode ?? 0, headers: kept, ...(body === undefined ? {} : { body }) };
}
