import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Logger } from '../../observe/log/logger.js';
import { errorFields } from '../../observe/log/error-fields.js';
import type { ReplyOutcome, V1Reply } from '../../pipeline/exchange.js';
import type { SharedRoom } from '../limits/shared-room.js';

/** A v1 read as it came in. It holds tokens: never log or store it as it is. */
export interface MirroredRead {
  /** The request id, as in the log. */
  readonly id: string;
  /** Entry id, `route-unknown` or `method-unknown`. */
  readonly route: string;
  readonly target: string;
  readonly authorization: string | undefined;
}

/** An answer of the live v1. */
export interface MirroredAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Bytes as received; undefined where it was too long, or too much is kept already. */
  readonly body: Buffer | undefined;
}

/**
 * Who answers while a v1 still runs, and the listeners that compare. No request waits for them, and no error of
 * theirs reaches a request.
 */
export interface Mirroring {
  /** v1 answers the applications; otherwise holdover does. */
  readonly servesV1: boolean;
  /** Whether v1 did not issue this token: holdover answers such requests, and v1 never sees them. */
  readonly isOurs: (token: string) => boolean;
  /** The client of this v1 token or paging link; undefined where holdover did not see v1 issue it. */
  readonly whose: (request: Pick<MirroredRead, 'target' | 'authorization'>) => ReplyOutcome['caller'];
  /** The caller for a client id whose secret v1 is about to check. */
  readonly client: (clientId: string) => ReplyOutcome['caller'];
  /** Called when holdover has answered a read; `bytes` is the length of the body. */
  readonly replied: (read: MirroredRead, reply: V1Reply, bytes: number) => void;
  /** Called when v1 has answered a read. */
  readonly answered: (read: MirroredRead, answer: MirroredAnswer) => void;
  /** Called when v1 has answered this client's token request. */
  readonly granted: (clientId: string, answer: MirroredAnswer) => void;
}

/** Most bytes of one answer kept for comparing. */
const mostAnswerBytes = 256 * 1024;

/** Most bytes of all answers kept at once. */
export const mostMirroredBytes = 8 * 1024 * 1024;

/** Calls a listener; an error of the listener becomes one line in the log. */
export function quietly(log: Pick<Logger, 'error'>, tell: () => void): void {
  try {
    tell();
  } catch (error) {
    log.error('internal error while comparing', errorFields(error));
  }
}

/** Keeps an answer while it is relayed, and hands it over at its end; a broken-off answer is dropped. */
export function keepAnswer(
  answer: IncomingMessage,
  room: Pick<SharedRoom, 'take' | 'give'>,
  done: (heard: MirroredAnswer) => void,
): void {
  const { statusCode: status = 0, headers } = answer;
  let chunks: Buffer[] | undefined =
    Number(headers['content-length'] ?? 0) > mostAnswerBytes ? undefined : [];
  let kept = 0;
  const forget = (): void => {
    chunks = undefined;
    room.give(kept, undefined);
    kept = 0;
  };
  answer.on('data', (chunk: Buffer) => {
    if (chunks === undefined) return;
    if (kept + chunk.length > mostAnswerBytes || !room.take(chunk.length, undefined)) {
      forget();
      return;
    }
    kept += chunk.length;
    chunks.push(chunk);
  });
  answer.once('end', () => {
    done({ status, headers, body: chunks === undefined ? undefined : Buffer.concat(chunks) });
  });
  answer.once('close', forget);
}
