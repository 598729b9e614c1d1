import type { ChildProcess } from 'node:child_process';

/** A message between Node's cluster and a worker, as far as it matters here. */
interface ClusterMessage {
  readonly cmd?: unknown;
  readonly act?: unknown;
  readonly seq?: unknown;
  readonly ack?: unknown;
}

/**
 * Node gives a connection to a worker and keeps an end of it until the worker says that it has it. Of a worker that
 * dies before it has said so Node never lets go, and the client waits for ever. Here such a worker has refused it, so
 * that Node gives it to another; nothing was read from it yet.
 *
 * These messages are no documented part of Node: where they are others, nothing is done.
 */
export function requeueConnectionsOf(child: ChildProcess): void {
  const given = new Set<unknown>();
  const send: unknown = Reflect.get(child, 'send');
  // No process could be made.
  if (typeof send !== 'function') return;
  child.send = (...sent: unknown[]): boolean => {
    const message = sent[0] as ClusterMessage;
    if (message.cmd === cluster && message.act === 'newconn') given.add(message.seq);
    return Reflect.apply(send, child, sent) as boolean;
  };
  child.on('internalMessage', ({ ack }: ClusterMessage) => {
    given.delete(ack);
  });
  // It has ended, and all that it has said is read.
  child.once('close', () => {
    if (given.size === 0) return;
    // Node keeps this back while a connection is on its way, and would give the worker more.
    child.emit('disconnect');
    for (const ack of given) child.emit('internalMessage', { cmd: cluster, ack, accepted: false });
  });
}

const cluster = 'NODE_CLUSTER';
