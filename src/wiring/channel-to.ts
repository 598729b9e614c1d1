import type { Channel } from '../state/rpc.js';

/** `process` of a worker, or a worker's process as its primary has it. */
interface OtherProcess {
  send?(message: object, done: () => void): unknown;
  on(event: 'message', take: (message: unknown) => void): unknown;
}

/** What cannot be sent any more is dropped: that the other process is gone is told by its end. */
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
