import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from '../../observe/log/logger.js';
import { bearsOurToken } from './bears-our-token.js';
import { mostMirroredBytes, keepAnswer, quietly, type MirroredAnswer, type MirroredRead } from './mirror.js';
import type { PassThrough } from './pass-through.js';
import { SharedRoom } from '../limits/shared-room.js';
import type { Street } from '../street.js';
import type { Traffic } from '../traffic.js';
import { contextOf } from '../request-context.js';

export interface LiveV1Deps {
  /** The pass-through to the live v1. */
  readonly passThrough: PassThrough;
  readonly traffic: Traffic;
  readonly log: Pick<Logger, 'error'>;
}

/** The live v1, which answers the applications while the street says so. */
export interface LiveV1 {
  /** @returns false where holdover must answer: v1 does not serve, or did not issue the request's token */
  forwards(request: IncomingMessage, response: ServerResponse, street: Street): boolean;
  /**
   * The same for a request for a v1 token, whose body is already read.
   *
   * @param asking the client id and the bytes of the body
   */
  forwardsGrant(
    asking: { clientId: unknown; body: Buffer },
    at: { response: ServerResponse; street: Street },
  ): boolean;
}

export function createLiveV1({ passThrough, traffic, log }: LiveV1Deps): LiveV1 {
  const room = new SharedRoom(mostMirroredBytes);
  const hearing = (tell: (heard: MirroredAnswer) => void) => (answer: IncomingMessage) => {
    keepAnswer(answer, room, (heard) => {
      quietly(log, () => {
        tell(heard);
      });
    });
  };
  return {
    forwards: (request, response, { shadow }) => {
      if (shadow?.servesV1 !== true || bearsOurToken(request, shadow.isOurs)) return false;
      const { url: target = '', headers } = request;
      quietly(log, () => {
        contextOf(request).askingV1 = shadow.whose({ target, authorization: headers.authorization });
      });
      const read = traffic.draining ? undefined : mirroredRead(request);
      const onAnswer =
        read &&
        hearing((heard) => {
          shadow.answered(read, heard);
        });
      passThrough.forward(request, response, { onAnswer });
      return true;
    },
    forwardsGrant: ({ clientId, body }, { response, street: { shadow } }) => {
      if (shadow?.servesV1 !== true) return false;
      const onAnswer =
        typeof clientId === 'string'
          ? hearing((heard) => {
              shadow.granted(clientId, heard);
            })
          : undefined;
      if (typeof clientId === 'string') contextOf(response.req).askingV1 = shadow.client(clientId);
      passThrough.forward(response.req, response, { body, onAnswer });
      return true;
    },
  };
}

/** What the comparison is told of a read; undefined for other methods and unreadable paths. */
export function mirroredRead(request: IncomingMessage): MirroredRead | undefined {
  const { id, route } = contextOf(request);
  if (request.method !== 'GET' || route === 'refused') return undefined;
  return { id, route, target: request.url ?? '', authorization: request.headers.authorization };
}
