import type { ChildProcess } from 'node:child_process';

/** The fields used here of a message between Node's cluster module and a worker. */
interface ClusterMessage {
  readonly cmd?: unknown;
  readonly act?: unknown;
  readonly seq?: unknown;
  readonly ack?: unknown;
}

/**
 * Node hands a connection to a worker and keeps a handle until the worker confirms it. If the worker dies first, Node
 * never frees the handle, and the client waits for ever. This makes such a worker refuse its connections, so that
 * Node gives them to another worker; nothing was read from them yet.
 *
 * These messages are undocumented: if Node changes them, this does nothing.
 */
export function requeueConnectionsOf(child: ChildProcess): void {
  const given = new Set<unknown>();
  const send: unknown = Reflect.get(child, 'send');
  // The process could not be started.
  if (typeof send !== 'function') return;
  child.send = (...sent: unknown[]): boolean => {
    const message = sent[0] as ClusterMessage;
    if (message.cmd === cluster && message.act === 'newconn') given.add(message.seq);
    return Reflect.apply(send, child, sent) as boolean;
  };
  child.on('internalMessage', ({ ack }: ClusterMessage) => {
    given.delete(ack);
  });
  // The process has ended, and all its messages are read.
  child.once('close', () => {
    if (given.size === 0) return;
    // Node delays `disconnect` while a connection is being handed over, and would give the worker more.
    child.emit('disconnect');
    for (const ack of given) child.emit('internalMessage', { cmd: cluster, ack, accepted: false });
  });
}

const cluster = 'NODE_CLUSTER';
