import type { MirroredAnswer, MirroredRead, Mirroring } from '../../gateway/pass-through/mirror.js';
import type { CallerNames } from '../../parity/clients/name-callers.js';
import type { AnsweredRead, Shadow } from '../../parity/shadow/shadow.js';
import type { ReplyOutcome, V1Reply } from '../../pipeline/exchange.js';
import { recordedReply } from './recorded-reply.js';
import { unpackedReply } from './unpacked-reply.js';

export interface MirroringDeps {
  readonly serves: 'v1' | 'holdover';
  readonly isOurs: (token: string) => boolean;
  /** The clients of v1 tokens that holdover has seen. */
  readonly names: CallerNames;
  /** The client's kind in the clients file. */
  readonly kindOf: (clientId: string) => 'global' | 'app';
  readonly compare: Shadow;
}

/** Bytes. Comparing longer replies would take too long while requests are served. */
const mostBytes = 256 * 1024;

/** Translates what the gateway reports into the comparison's terms. */
export function mirroring({ serves, isOurs, names, kindOf, compare }: MirroringDeps): Mirroring {
  const client = (clientId: string): ReplyOutcome['caller'] => ({ kind: kindOf(clientId), clientId });
  return {
    client,
    whose: (request) => {
      const clientId = names.clientOf(request);
      return clientId === undefined ? undefined : client(clientId);
    },
    servesV1: serves === 'v1',
    isOurs,
    replied: (read, reply, bytes) => {
      compare({
        ...known(read, reply.status),
        caller: callerOf(reply),
        reply: bytes > mostBytes ? undefined : () => recordedReply(reply),
      });
    },
    answered: (read, answer) => {
      compare({
        ...known(read, answer.status),
        caller: named(read, answer, names),
        reply: answer.body === undefined ? undefined : () => unpackedReply(answer),
      });
    },
    granted: (clientId, answer) => {
      if (answer.status === 200) void learn(clientId, answer, names);
    },
  };
}

function known({ id, route, target }: MirroredRead, status: number): Omit<AnsweredRead, 'caller' | 'reply'> {
  return { id, route, target, status };
}

/** The caller as in a recording; undefined for a user or a v2 token, which v1 cannot be asked with. */
function callerOf({ outcome: { caller } }: V1Reply): string | undefined {
  if (caller === undefined || caller.kind === 'anonymous') return 'none';
  return caller.kind === 'user' || caller.kind === 'v2' ? undefined : `client:${caller.clientId}`;
}

/** Names the caller of a read, unless v1 refused it: strangers' tokens are not kept. */
function named(
  { authorization, target }: MirroredRead,
  { status, headers }: MirroredAnswer,
  names: CallerNames,
): string | undefined {
  if (status === 401 || status === 403) return undefined;
  const caller = names.nameOf({ authorization, target });
  const { link } = headers;
  names.handOut(caller, Array.isArray(link) ? link.join(', ') : link);
  return caller.startsWith('user:') ? undefined : caller;
}

/** Learns the client of a new v1 token. Ignores an unreadable body; its client stays unknown. */
async function learn(clientId: string, answer: MirroredAnswer, names: CallerNames): Promise<void> {
  const reply = await unpackedReply(answer).catch(() => undefined);
  if (reply?.body === undefined || !('json' in reply.body)) return;
  const token = (reply.body.json as { access_token?: unknown } | null)?.access_token;
  if (typeof token === 'string') names.grant(clientId, token);
}
