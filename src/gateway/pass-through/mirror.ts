import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Logger } from '../../observe/logger.js';
import { errorFields } from '../../observe/error-fields.js';
import type { ReplyOutcome, V1Reply } from '../../pipeline/exchange.js';
import type { SharedRoom } from '../limits/shared-room.js';

/** A v1 read as it came in. Tokens are in it: nothing of it may be written down as it is. */
export interface MirroredRead {
  /** Of the request, as the log has it. */
  readonly id: string;
  /** Entry id, `route-unknown` or `method-unknown`. */
  readonly route: string;
  readonly target: string;
  readonly authorization: string | undefined;
}

/** What the live v1 has answered. */
export interface MirroredAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** As it came over the wire; undefined: it was too long to be kept, or too much is kept already. */
  readonly body: Buffer | undefined;
}

/**
 * While v1 still lives: who answers, and who listens to the answers in order to compare. None of it waits, and what it
 * throws reaches no request.
 */
export interface Mirroring {
  /** v1 answers the applications; otherwise holdover does. */
  readonly servesV1: boolean;
  /** Whether v1 has not given out this token: holdover answers those who bring it, and v1 never sees it. */
  readonly isOurs: (token: string) => boolean;
  /** Whose v1 token this is, or whose paging link; undefined where it was not seen when v1 gave it out. */
  readonly whose: (request: Pick<MirroredRead, 'target' | 'authorization'>) => ReplyOutcome['caller'];
  /** A client that proves itself by its secret, if v1 takes it. */
  readonly client: (clientId: string) => ReplyOutcome['caller'];
  /** holdover has answered this read with so many bytes. */
  readonly replied: (read: MirroredRead, reply: V1Reply, bytes: number) => void;
  /** v1 has. */
  readonly answered: (read: MirroredRead, answer: MirroredAnswer) => void;
  /** v1 has answered this client's request for a token. */
  readonly granted: (clientId: string, answer: MirroredAnswer) => void;
}

/** Bytes of one answer that are kept for comparing. */
const mostHeardBytes = 256 * 1024;

/** Bytes of all answers that are kept at once. */
export const mostMirroredBytes = 8 * 1024 * 1024;

/** Tells a listener; a fault of its own is one line in the log. */
export function quietly(log: Pick<Logger, 'error'>, tell: () => void): void {
  try {
    tell();
  } catch (error) {
    log.error('internal error while comparing', errorFields(error));
  }
}

/** Keeps an answer while it streams by, and hands it over once it has come to its end; one that breaks off is nothing. */
export function keepAnswer(
  answer: IncomingMessage,
  room: Pick<SharedRoom, 'take' | 'give'>,
  done: (heard: MirroredAnswer) => void,
): void {
  const { statusCode: status = 0, headers } = answer;
  let chunks: Buffer[] | undefined = Number(headers['content-length'] ?? 0) > mostHeardBytes ? undefined : [];
  let kept = 0;
  const forget = (): void => {
    chunks = undefined;
    room.give(kept, undefined);
    kept = 0;
  };
  answer.on('data', (chunk: Buffer) => {
    if (chunks === undefined) return;
    if (kept + chunk.length > mostHeardBytes || !room.take(chunk.length, undefined)) {
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
