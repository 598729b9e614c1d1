import type { Channel } from '../../state/workers/rpc.js';

/** `process` in a worker, or a worker's process in the primary. */
interface OtherProcess {
  send?(message: object, done: () => void): unknown;
  on(event: 'message', take: (message: unknown) => void): unknown;
}

/** A message that can no longer be sent is dropped: the end of the other process is reported elsewhere. */
export function channelTo(other: OtherProcess): Channel {
  return {
    send: (message) => {
      other.send?.(message, () => undefined);
    },
    listen: (take) => {
      other.on('message', take);
    },
  };
}
